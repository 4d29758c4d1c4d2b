import { describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import { compileBook, openRuleBook } from '../../../core/lists/rule-book.ts'
import { createFilter } from '../../../core/verdict/create-filter.ts'
import type { FilterSettings } from '../../../core/verdict/settings.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { BLOCKING } from '../../fakes/filter-settings.ts'
import { fakeScorer } from '../../fakes/scorer.ts'

const SETTINGS: FilterSettings = { ...BLOCKING, honeypot: { ipv4: '192.0.2.66', ipv6: null } }

function open(change: Partial<FilterSettings> = {}) {
  const own = createOwnNames()
  const scorer = fakeScorer()
  const clock = fakeClock()
  const book = openRuleBook(
    compileBook([
      { id: 'ads', name: 'Ads', effect: 'block', names: [{ name: 'ads-track.net', line: 12 }] },
      { id: 'fine', name: 'Fine', effect: 'allow', names: [{ name: 'ok.ads-track.net', line: 1 }] },
    ])
  )
  const filter = createFilter({ own, book, scorer, settings: { ...SETTINGS, ...change } }, clock)
  const question = (name: string) => ({ name: name as DomainName, client: '127.0.0.1' })
  return {
    own,
    scorer,
    clock,
    filter,
    judge: (name: string) => filter.judge(question(name)),
    explain: (name: string) => filter.explain(question(name)),
  }
}

describe('the filter', () => {
  it('decides at once what a rule decides, and asks no model', () => {
    const { judge, own, scorer } = open()
    own.set('lure-pay.net', 'honeypot')
    expect(judge('x.ads-track.net')).toEqual({
      kind: 'blocked-by-list',
      rule: { origin: 'subscribed', listId: 'ads', listName: 'Ads', entry: 'ads-track.net', line: 12 },
      answer: { kind: 'blackhole' },
    })
    expect(judge('ok.ads-track.net')).toMatchObject({ kind: 'allowed-by-list', rule: { listId: 'fine' } })
    expect(judge('www.lure-pay.net')).toMatchObject({
      kind: 'blocked-by-list',
      rule: { origin: 'vetted' },
      answer: { kind: 'honeypot', ipv4: '192.0.2.66', ipv6: null },
    })
    expect(scorer.asked).toEqual([])
  })

  it('lets the analyst overrule every list', () => {
    const { judge, own } = open()
    own.set('ads-track.net', 'benign')
    expect(judge('x.ads-track.net')).toMatchObject({ kind: 'allowed-by-list', rule: { origin: 'vetted' } })
  })

  it('keeps an override ended that has ended, also when the clock is set back and something changes', () => {
    const { filter, judge, clock } = open()
    const scope = { kind: 'tree' as const, name: 'ads-track.net' as DomainName, client: null }
    filter.change({ overrides: [{ id: 1, scope, effect: 'allow', until: clock.now() + 60_000 }] })
    expect(judge('ads-track.net')).toMatchObject({ kind: 'allowed-by-list', rule: { origin: 'override' } })
    clock.sleep(61_000)
    filter.forget()
    expect(judge('ads-track.net')).toMatchObject({ kind: 'blocked-by-list' })
    clock.sleep(-61_000)
    filter.change({ settings: SETTINGS })
    expect(judge('ads-track.net')).toMatchObject({ kind: 'blocked-by-list' })
    filter.change({ overrides: [{ id: 2, scope, effect: 'allow', until: clock.now() + 60_000 }] })
    expect(judge('ads-track.net')).toMatchObject({ kind: 'allowed-by-list' })
  })

  it('turns the three bands into verdicts, and remembers them until something changes', async () => {
    const { filter, judge, scorer } = open()
    scorer.say('login-verify.net', 'malicious')
    scorer.say('maybe-shop.net', 'unsure')
    expect(await judge('login-verify.net')).toMatchObject({
      kind: 'blocked-by-model',
      score: { band: 'malicious' },
      answer: { kind: 'blackhole' },
    })
    expect(await judge('maybe-shop.net')).toMatchObject({ kind: 'unsure' })
    expect(await judge('shop-mirror.net')).toMatchObject({ kind: 'allowed-by-model', score: { modelId: 'model-a' } })
    expect(judge('login-verify.net')).toMatchObject({ kind: 'blocked-by-model' })
    expect(scorer.asked).toHaveLength(3)

    scorer.serve('model-b')
    expect(await judge('shop-mirror.net')).toMatchObject({ score: { modelId: 'model-b' } })
    filter.forget()
    await judge('shop-mirror.net')
    expect(scorer.asked).toHaveLength(5)
  })

  it('does not remember a score of the model that served before', async () => {
    const { judge, scorer } = open()
    const waiting = judge('shop-mirror.net')
    scorer.serve('model-b')
    await waiting
    await judge('shop-mirror.net')
    expect(scorer.asked).toHaveLength(2)
  })

  it('only observes when it is told so, and asks nobody when the model is off or none serves', async () => {
    const observing = open({ modelAction: 'observe' })
    observing.scorer.say('login-verify.net', 'malicious')
    expect(await observing.judge('login-verify.net')).toMatchObject({ kind: 'unsure', score: { band: 'malicious' } })
    const off = open({ modelAction: 'off' })
    expect(off.judge('login-verify.net')).toEqual({ kind: 'unscored', why: 'model-off' })
    const none = open()
    none.scorer.serve(null)
    expect(none.judge('login-verify.net')).toEqual({ kind: 'unscored', why: 'model-off' })
  })

  it('lets a name pass whose score is late, and judges it the next time', async () => {
    const { judge, scorer } = open()
    scorer.say('login-verify.net', 'late')
    expect(await judge('login-verify.net')).toEqual({ kind: 'unscored', why: 'model-late' })
    expect(await judge('login-verify.net')).toMatchObject({ kind: 'blocked-by-model' })
  })

  it('never scores what is no name of the public DNS', () => {
    const { judge, scorer } = open()
    expect(judge('printer')).toEqual({ kind: 'unscored', why: 'not-a-public-name' })
    expect(judge('nas.lan')).toEqual({ kind: 'unscored', why: 'not-a-public-name' })
    expect(scorer.asked).toEqual([])
  })

  it('lets everything pass while it is paused, and not a moment longer', () => {
    const { filter, judge, clock } = open()
    filter.change({ settings: { ...SETTINGS, pausedUntil: clock.now() + 1000 } })
    expect(judge('ads-track.net')).toMatchObject({ kind: 'unscored' })
    expect(filter.blockedTarget({ name: 'ads-track.net' as DomainName, client: '127.0.0.1' })).toBeNull()
    clock.pass(1000)
    expect(judge('ads-track.net')).toMatchObject({ kind: 'blocked-by-list' })
  })

  it.each([
    ['nxdomain', { kind: 'nxdomain' }],
    ['honeypot', { kind: 'honeypot', ipv4: '192.0.2.66', ipv6: null }],
    ['refused', { kind: 'refused' }],
  ] as const)('blocks with %s when the settings say so', (blockingAnswer, answer) => {
    expect(open({ blockingAnswer }).judge('ads-track.net')).toMatchObject({ answer })
  })

  it('explains every stage in the order in which they decide, whether or not an earlier one did', async () => {
    const { explain, own, scorer } = open()
    own.set('ads-track.net', 'benign')
    scorer.say('x.ads-track.net', 'malicious')
    const opinions = await explain('x.ads-track.net')
    expect(opinions.map(({ stage, verdict, reason }) => [stage, verdict?.kind ?? null, reason])).toEqual([
      ['pause', null, 'The protection is on.'],
      ['override', null, 'No override holds for it.'],
      ['vetted', 'allowed-by-list', 'You decided on ads-track.net: it passes.'],
      ['lists', 'blocked-by-list', 'ads-track.net stands on the list "Ads", line 12: it is blocked.'],
      ['kind-of-name', null, 'It is a name of the public DNS, which a model may score.'],
      ['model', 'blocked-by-model', 'model-a gives it a probability of 98.0 % to be malicious: it is blocked.'],
    ])
  })

  it.each([
    ['benign', 'block', /3\.0 %.*: it passes\.$/],
    ['unsure', 'block', /60\.0 %.*unsure, so it passes and waits for vetting\.$/],
    ['malicious', 'observe', /The model only observes, so it passes/],
    ['late', 'block', /did not answer within 50 ms/],
    ['benign', 'off', /switched off in the settings/],
  ] as const)('gives a reason for a %s name with the model set to %s', async (band, modelAction, reason) => {
    const { explain, scorer } = open({ modelAction })
    scorer.say('shop-mirror.net', band)
    expect((await explain('shop-mirror.net')).at(-1)?.reason).toMatch(reason)
  })

  it('says that a list leads to no honeypot where none is set, and when an override ends on the clock of this machine', async () => {
    const { explain, own, filter, clock } = open({ honeypot: { ipv4: null, ipv6: null } })
    own.set('lure-pay.net', 'honeypot')
    const until = clock.now() + 60_000
    const scope = { kind: 'name' as const, name: 'lure-pay.net' as DomainName, client: null }
    filter.change({ overrides: [{ id: 1, scope, effect: 'allow', until }] })
    const said = (await explain('lure-pay.net')).map(({ reason }) => reason)
    expect(said).toContainEqual(expect.stringContaining('it is blocked, since no honeypot is set') as string)
    const at = new Date(until)
    const minute = `${at.getHours()}`.padStart(2, '0') + ':' + `${at.getMinutes()}`.padStart(2, '0')
    expect(said).toContainEqual(
      expect.stringMatching(new RegExp(`until \\d{4}-\\d\\d-\\d\\d ${minute}: it passes`)) as string
    )
  })

  it('says why the model is not sure of a name whose probability is small', async () => {
    const { explain, scorer } = open()
    scorer.say('shop-mirror.net', 'unfamiliar')
    expect((await explain('shop-mirror.net')).at(-1)?.reason).toMatch(/unlike the names that the model has learnt from/)
  })

  it('finds a block of where an answer leads, unless the analyst allows it', () => {
    const { filter, own } = open()
    const target = 'x.ads-track.net' as DomainName
    expect(filter.blockedTarget({ name: target, client: '127.0.0.1' })).toMatchObject({ kind: 'blocked-by-list' })
    own.set('x.ads-track.net', 'benign')
    expect(filter.blockedTarget({ name: target, client: '127.0.0.1' })).toBeNull()
    expect(filter.blockedTarget({ name: 'shop-mirror.net' as DomainName, client: '127.0.0.1' })).toBeNull()
  })
})
