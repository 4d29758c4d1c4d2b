import { expect } from 'vitest'
import type { Band } from '../../../core/model/score.ts'
import { carryOver } from '../../../core/resolver/carry-over.ts'
import type { ReadyAnswer } from '../../../core/resolver/ready-answer.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { checkReply, cookieOf } from './check.ts'
import { questionPacket } from './question.ts'
import type { Scene } from './scene.ts'
import { milliseconds, type Scenario, type Step } from './script.ts'
import { openStage, type Stage, type Transport } from './stage.ts'
import { takeList, takeOverride, takeSetting } from './told-settings.ts'
import { lookForLoops, startUpstreams, takeUpstream } from './told-upstreams.ts'

const PATIENT = [2000, 2000, 2000, 2000]

/** Plays a scenario and fails where the resolver does something else than the text says. */
export async function play({ steps }: Scenario): Promise<void> {
  const { upstreams, answers } = await startUpstreams(steps)
  const waits = (verb: string) =>
    steps
      .find(({ words }) => words[0] === verb)
      ?.words.slice(1)
      .map(Number)
  const standsBy = (name: string) => steps.some(({ words }) => words[1] === name && words[2] === 'stands-by')
  const addresses = (reserve: boolean) =>
    [...upstreams].filter(([name]) => standsBy(name) === reserve).map(([, { address }]) => address)
  const stage = openStage(
    { upstreams: addresses(false), reserve: addresses(true) },
    { patienceMs: waits('patience') ?? PATIENT, staleAfterMs: waits('stale-after')?.[0] }
  )
  const scene: Scene = { stage, upstreams, answers, asked: [], answered: 0, cookie: Buffer.alloc(0) }
  try {
    for (const step of steps) {
      try {
        await take(step, scene)
      } catch (error) {
        if (error instanceof Error) error.message = `line ${step.line}: ${step.words.join(' ')}\n${error.message}`
        throw error
      }
    }
    // Whatever a scenario is about: each answer with a question is logged once.
    expect(await stage.records()).toHaveLength(stage.engine.counters.queries)
  } finally {
    await stage[Symbol.asyncDispose]()
    for (const upstream of upstreams.values()) await upstream[Symbol.asyncDispose]()
  }
}

async function take(step: Step, scene: Scene): Promise<void> {
  const { stage } = scene
  const [verb, ...words] = step.words
  switch (verb) {
    case 'patience':
    case 'stale-after':
      return
    case 'upstream':
      return takeUpstream(step, scene)
    case 'list':
      return takeList(words, stage)
    case 'zone':
      return stage.zone(step.records.map(({ text }) => text))
    case 'vetted':
      return stage.vet(words[1]!, words[0] as VettingClass)
    case 'override':
      return takeOverride(words, stage)
    case 'score':
      return stage.scorer.say(words[0]!, words[1] as Band | 'late')
    case 'model':
      return stage.scorer.serve(words[0] === 'none' ? null : words[0]!)
    case 'setting':
      return takeSetting(words, stage)
    case 'fresh':
      return freshly(words[0]!, stage)
    case 'network':
      takeNetwork(words, stage)
      return
    case 'look-for-loops':
      return lookForLoops(words, scene)
    case 'refresh':
      return refreshed(stage)
    case 'wait':
      return stage.clock.pass(milliseconds(words[0]!))
    case 'ask': {
      const packet = questionPacket(words, scene.cookie)
      const client = words.find((word) => word.startsWith('from='))?.slice(5)
      scene.asked.push({ packet, reply: stage.ask(packet, transportOf(words), client) })
      return
    }
    case 'get':
      return takeReply(step, scene)
    case 'logged':
      return checkLogged(words, scene)
    default:
      throw new Error(`nobody knows the step "${verb ?? ''}"`)
  }
}

/** 'tcp', or 'over tcp', 'over tls', 'over https'; UDP without. */
function transportOf(words: readonly string[]): Transport {
  const at = words.indexOf('over')
  if (at >= 0) return words[at + 1] as Transport
  return words.includes('tcp') ? 'tcp' : 'udp'
}

/** Waits until an upstream's late answer has taken the place of a stale one. */
async function freshly(name: string, { engine, clock }: Stage): Promise<void> {
  const isFresh = ({ source, expiresAt }: ReadyAnswer) => source.kind === 'upstream' && source.freshUntil === expiresAt
  await expect
    .poll(() =>
      [...engine.cache.all()].some((one) => one.name === name && isFresh(one) && one.expiresAt * 1000 > clock.elapsed())
    )
    .toBe(true)
}

/** 'network changes' or 'network slept 3h'. */
function takeNetwork([what, time]: string[], { upstreams, engine, clock }: Stage): void {
  const slept = what === 'slept'
  if (slept) clock.sleep(milliseconds(time!))
  upstreams.renew()
  carryOver(engine.cache, { network: true, passedSeconds: slept ? milliseconds(time!) / 1000 : 0 })
}

/** What is popular is fetched before its end; here until the cache has changed. */
async function refreshed({ engine }: Stage): Promise<void> {
  const before = new Set(engine.cache.all())
  engine.refreshExpiring()
  await expect.poll(() => [...engine.cache.all()].some((answer) => !before.has(answer))).toBe(true)
}

async function takeReply(step: Step, scene: Scene): Promise<void> {
  const asked = scene.asked[scene.answered++]
  if (asked === undefined) throw new Error('nothing was asked that this could answer')
  if (step.words[1] === 'nothing') {
    await expect.poll(() => scene.stage.engine.inFlight).toBe(0)
    // Whoever has not answered by now never will.
    return expect(await Promise.race([asked.reply, Promise.resolve(null)])).toBeNull()
  }
  const reply = await asked.reply
  expect(reply, 'an answer').not.toBeNull()
  checkReply({ step, asked: asked.packet, reply: reply! })
  scene.cookie = cookieOf(reply!) ?? scene.cookie
}

/** 'logged VERDICT [cached] [RCODE]': of the last answer. */
async function checkLogged(words: string[], { stage }: Scene): Promise<void> {
  const record = (await stage.records()).at(-1)!
  expect(record.verdict).toBe(words[0])
  expect(record.cached).toBe(words.includes('cached'))
  for (const word of words.slice(1))
    if (word !== 'cached') expect([record.rcode, record.unscored, record.transport]).toContain(word)
}
