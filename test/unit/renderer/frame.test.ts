import { describe, expect, it } from 'vitest'
import { contract } from '../../../core/contract/contract.ts'
import { CallError } from '../../../core/contract/fault.ts'
import type { Progress } from '../../../core/training/run.ts'
import { summary, verdictTotals } from '../../../renderer/src/charts/buckets.ts'
import { doesNow, protectionOf, silenceWords } from '../../../renderer/src/frame/protection-status.ts'
import { trainingShare } from '../../../renderer/src/frame/training-share.ts'
import { scoreOf } from '../../../renderer/src/panel/score-of.ts'
import { clamped } from '../../../renderer/src/panel/width.ts'
import { asFault } from '../../../renderer/src/wire/fault.ts'
import { STALE } from '../../../renderer/src/wire/stale.ts'

const DEAD = [{ address: '192.0.2.53:53', why: 'it did not answer in 700 ms' }]

describe('what the top bar says of the resolver', () => {
  const dns = { address: '127.0.0.1:53', note: null, upstreams: [], silent: [], pausedUntil: null, signIn: null }

  it.each([
    ['protecting', { dns, modelAction: 'block' as const }],
    ['observing', { dns, modelAction: 'observe' as const }],
    ['signing-in', { dns: { ...dns, signIn: { until: 1, resolvers: [] } }, modelAction: 'block' as const }],
    ['paused', { dns: { ...dns, pausedUntil: 1 }, modelAction: 'block' as const }],
    ['unanswered', { dns: { ...dns, silent: DEAD }, modelAction: 'block' as const }],
    ['unanswered', { dns: { ...dns, silent: DEAD, pausedUntil: 1 }, modelAction: 'block' as const }],
    ['away', { dns: { ...dns, address: null, pausedUntil: 1 }, modelAction: 'block' as const }],
  ])('%s', (kind, state) => {
    expect(protectionOf(state, 'connected').kind).toBe(kind)
    expect(protectionOf(state, 'lost').kind).toBe('away')
  })
})

describe('an upstream that does not answer', () => {
  it('is named once, with what is wrong with it', () => {
    const refused = 'it refused the connection: nothing listens there'
    const saying = (address: string, why: string) => silenceWords({ address, why })
    expect(saying('127.0.0.1:5399', `127.0.0.1:5399: ${refused}`)).toBe(`127.0.0.1:5399: ${refused}`)
    expect(saying('tls://dns.example#sha256/AAAA', 'it did not answer in 700 ms')).toBe(
      'tls://dns.example (key pinned): it did not answer in 700 ms'
    )
  })

  it('does not hide that nothing is blocked', () => {
    const dns = { address: '127.0.0.1:53', note: null, upstreams: [], silent: DEAD, pausedUntil: 1, signIn: null }
    expect(protectionOf({ dns, modelAction: 'block' }, 'connected').text).toMatch(/^No upstream answers; paused until /)
  })
})

describe('what is done with a question', () => {
  const dns = { address: '127.0.0.1:53', note: null, upstreams: [], silent: [], pausedUntil: null, signIn: null }

  it('is nothing while everything passes', () => {
    expect(doesNow({ dns, modelAction: 'block' })).toBe('Lists and the model block')
    expect(doesNow({ dns: { ...dns, pausedUntil: 1 }, modelAction: 'block' })).toMatch(
      /^Nothing is blocked until the pause ends at /
    )
  })
})

describe('the share of a training run that is done', () => {
  const running = { epoch: 3, epochs: 10, secondsLeft: null }
  const fitting: Progress = {
    phase: 'fitting',
    names: null,
    epoch: 3,
    epochs: 10,
    batch: 50,
    batches: 100,
    examplesPerSecond: 1,
    secondsLeft: 1,
  }

  it('counts whole epochs and the batches of the current one', () => {
    expect(trainingShare(running, fitting)).toBeCloseTo(0.25)
  })

  it('is not known while nothing can be measured', () => {
    expect([
      trainingShare({ ...running, epoch: 0 }, null),
      trainingShare(running, { ...fitting, phase: 'reading' }),
    ]).toEqual([null, null])
  })
})

describe('a fault', () => {
  const fault = { kind: 'busy' as const, message: 'a run is under way', field: null }

  it('is read however it crossed the wire', () => {
    expect([asFault(fault), asFault(new CallError(fault))]).toEqual([fault, fault])
  })

  it('is a bug when it is nothing that the contract knows', () => {
    expect(asFault(new Error('boom'))).toEqual({ kind: 'bug', message: 'boom', field: null })
  })
})

it('asks only calls of the contract again', () => {
  expect(
    Object.values(STALE)
      .flat()
      .filter((name) => !Object.hasOwn(contract.calls, name))
  ).toEqual([])
})

it('says in words what the timeline draws', () => {
  const buckets = [
    { start: 0, counts: { 'allowed-by-model': 3, unsure: 1 } },
    { start: 60_000, counts: { 'allowed-by-model': 6 } },
  ]
  expect(verdictTotals(buckets)).toMatchObject({ 'allowed-by-model': 9, unsure: 1, 'blocked-by-list': 0 })
  expect(summary(buckets, 'minute')).toMatch(
    /^10 answers from .* 9 allowed by model \(90\.0 %\), 1 unsure \(10\.0 %\)\. Most at .*: 6\.$/
  )
  expect(summary([], 'minute')).toBe('No answers.')
})

it('finds the score of a name that a list decides', () => {
  const score = { modelId: 'm-1', probability: 0.7, logit: 1, band: 'unsure' as const }
  const rule = { origin: 'vetted' as const, listId: 'benign', listName: 'Benign', entry: 'shop.example', line: null }
  const listed = { kind: 'allowed-by-list' as const, rule }
  const stage = (stage: string, verdict: Parameters<typeof scoreOf>[0]['verdict'] | null) => ({
    stage,
    verdict,
    reason: '',
    decides: false,
  })
  expect(
    scoreOf({ verdict: listed, stages: [stage('vetted', listed), stage('model', { kind: 'unsure', score })] })
  ).toBe(score)
  expect(scoreOf({ verdict: listed, stages: [stage('vetted', listed), stage('model', null)] })).toBeNull()
})

it('keeps the panel within what a screen can hold, whatever was remembered', () => {
  expect([clamped(NaN), clamped(20), clamped(9000), clamped(500.4)]).toEqual([420, 360, 820, 500])
})
