import { encode, type Packet, type PacketOpt } from 'dns-packet'
import { expect } from 'vitest'
import { nameBytes } from '../../../core/dns/wire-name.ts'
import { rcodeNumber, typeNumber } from '../../../core/dns/mnemonics.ts'
import type { ListAnswer, ListEffect } from '../../../core/lists/list.ts'
import { overrideScopeSchema } from '../../../core/lists/override.ts'
import type { Band } from '../../../core/model/score.ts'
import { carryOver } from '../../../core/resolver/carry-over.ts'
import type { UpstreamStrategy } from '../../../core/resolver/config.ts'
import { upstreamText } from '../../../core/resolver/upstream/address.ts'
import type { AnswerPolicy } from '../../../core/resolver/policy.ts'
import type { ReadyAnswer } from '../../../core/resolver/ready-answer.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { startSecureUpstream, type Certificate, type SecureUpstream } from '../../fakes/secure-upstream.ts'
import { startFakeUpstream, type Behaviour, type FakeUpstream, type Zone } from '../../fakes/upstream.ts'
import { checkReply, cookieOf } from './check.ts'
import { toRecord } from './records.ts'
import type { Scenario, Step } from './script.ts'
import { openStage, type Stage, type Transport } from './stage.ts'

const PATIENT = [2000, 2000, 2000, 2000]

export type Asked = { packet: Buffer; reply: Promise<Buffer | null> }

type Play = {
  stage: Stage
  upstreams: Map<string, FakeUpstream>
  /** What each upstream has been told to answer so far. */
  answers: Map<string, Step[]>
  asked: Asked[]
  answered: number
  /** The cookie that the last answer brought. */
  cookie: Buffer
}

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
  const scene: Play = { stage, upstreams, answers, asked: [], answered: 0, cookie: Buffer.alloc(0) }
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

/** Upstreams exist before the resolver does, and learn their answers line by line; of two lines for a question the later one counts. */
async function startUpstreams(steps: Step[]): Promise<Pick<Play, 'upstreams' | 'answers'>> {
  const answers = new Map<string, Step[]>()
  const upstreams = new Map<string, FakeUpstream>()
  for (const { words } of steps) {
    const [verb, name = ''] = words
    if (verb !== 'upstream' || upstreams.has(name)) continue
    const known: Step[] = []
    answers.set(name, known)
    const zone: Zone = (question) => answerFrom(known, question)
    const over = steps.find((step) => step.words[1] === name && step.words[2] === 'over')
    upstreams.set(name, over === undefined ? await startFakeUpstream(zone) : await startOver(over.words.slice(3), zone))
  }
  return { upstreams, answers }
}

/** 'upstream a over tcp|tls|https [certificate=expired|self-signed] [name=NAME] [pin=BASE64]'. */
async function startOver([over, ...words]: string[], zone: Zone): Promise<FakeUpstream> {
  const value = (key: string) => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1)
  if (over !== 'tls' && over !== 'https') {
    const upstream = await startFakeUpstream(zone)
    const { host, port } = upstream
    return Object.assign(upstream, { address: { transport: 'tcp', at: { host, port } } as const })
  }
  const pin = value('pin')
  return startSecureUpstream(zone, {
    over,
    certificate: (value('certificate') ?? 'server') as Certificate,
    name: value('name') ?? 'dns.example',
    pins: pin === undefined ? [] : [pin],
  })
}

/** 'upstream a answers NAME TYPE RCODE [ad] [aa]' with its records. */
function answerFrom(known: Step[], question: { name: string; type: string }): Partial<Packet> | null {
  const step = known.findLast(
    ({ words }) => words[3] === question.name.toLowerCase() && sameType(words[4]!, question.type)
  )
  if (step === undefined) return null
  const section = (wanted: string) =>
    step.records.filter((one) => one.section === wanted).map(({ text }) => toRecord(text))
  const flags = 0x180 | (step.words.includes('ad') ? 0x20 : 0) | (step.words.includes('aa') ? 0x400 : 0)
  return {
    flags: flags | (rcodeNumber(step.words[5]!) ?? 0),
    answers: section('answer'),
    authorities: section('authority'),
    additionals: section('additional'),
  }
}

function sameType(a: string, b: string): boolean {
  return typeNumber(a) === typeNumber(b)
}

async function take(step: Step, scene: Play): Promise<void> {
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

function takeUpstream(step: Step, { upstreams, answers, stage }: Play): void {
  const [, name, verb, ...rest] = step.words
  const upstream = upstreams.get(name!)!
  if (verb === 'answers') answers.get(name!)!.push(step)
  else if (verb === 'is') upstream.behaviour = rest[0] as Behaviour
  else if (verb === 'hangs-up') upstream.hangUps = Number(rest[0])
  else if (verb === 'serves') {
    // Whoever serves a domain is no longer asked about anything else.
    stage.route({
      upstreams: [...upstreams.values()].filter((one) => one !== upstream).map(({ address }) => address),
      forwarding: [{ domain: rest[0]!, upstreams: [upstream.address] }],
    })
    stage.decide({ forwardedDomains: [rest[0]!] })
  } else if (verb === 'slow') upstream.slowMs = Number(rest[0])
  else if (verb === 'leads-back') upstream.relay = (packet) => stage.ask(packet, 'udp')
  else if (verb === 'leads-elsewhere') upstream.relay = null
  else if (verb === 'state') {
    const figures = stage.upstreams.figures().find(({ address }) => address === upstreamText(upstream.address))
    expect(figures?.state).toBe(rest[0])
  } else if (verb === 'options') {
    const opt = upstream.seen.at(-1)!.packet.additionals?.find(({ type }) => type === 'OPT')
    const codes = opt?.type === 'OPT' ? opt.options.map(({ code }) => String(code)) : []
    expect(codes, 'EDNS options of the last question').toEqual(rest[0] === 'none' ? [] : rest)
  } else if (verb === 'sizes')
    expect(
      upstream.seen.map(({ size }) => size),
      'octets of each question'
    ).toEqual(rest.map(Number))
  else if (verb === 'handshakes') expect((upstream as SecureUpstream).handshakes, 'handshakes').toBe(Number(rest[0]))
  else if (verb === 'resumed') expect((upstream as SecureUpstream).resumed, 'resumed sessions').toBe(Number(rest[0]))
  else if (verb === 'asked') {
    const counted =
      rest[1] === undefined ? upstream.seen : upstream.seen.filter(({ transport }) => transport === rest[1])
    expect(counted, `questions that upstream ${name!} saw`).toHaveLength(Number(rest[0]))
  }
}

/** 'EFFECT NAME... [answer=nxdomain]' */
function takeList([effect, ...words]: string[], stage: Stage): void {
  const answer = words.find((word) => word.startsWith('answer='))?.slice(7)
  const names = words.filter((word) => !word.startsWith('answer='))
  stage.list(effect as ListEffect, names, (answer ?? 'usual') as ListAnswer)
}

/** 'EFFECT name|tree NAME [client=WHO] [for=5m]', 'EFFECT client WHO [for=5m]', or 'taken-back'. */
function takeOverride([effect = '', kind, what, ...options]: string[], stage: Stage): void {
  if (effect === 'taken-back') return stage.override(null)
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const holdsFor = value('for')
  stage.override({
    scope: overrideScopeSchema.parse(
      kind === 'client' ? { kind, client: what } : { kind, name: what, client: value('client') ?? null }
    ),
    effect: effect as ListEffect,
    until: holdsFor === undefined ? null : stage.clock.now() + milliseconds(holdsFor),
  })
}

function takeSetting([key, ...values]: string[], stage: Stage): void {
  if (key === 'honeypot') return stage.set({ honeypot: { ipv4: values[0] ?? null, ipv6: values[1] ?? null } })
  if (key === 'askWhileScoring') return void (stage.askWhileScoring = values[0] === 'on')
  if (key === 'paused') return stage.set({ pausedUntil: stage.clock.now() + milliseconds(values[0]!) })
  if (key === 'upstreamStrategy') return stage.route({ strategy: values[0] as UpstreamStrategy })
  if (key === 'queriesPerSecond') return void (stage.guard.perSecond = Number(values[0]))
  if (key === 'clients') return void (stage.guard.clients = values)
  const decided = policyChange(key!, values)
  if (decided !== null) return stage.decide(decided)
  stage.set({ [key!]: values[0] })
}

function policyChange(key: string, values: string[]): Partial<AnswerPolicy> | null {
  const on = values[0] === 'on'
  switch (key) {
    case 'keepBrowsers':
      return { keepBrowsers: on }
    case 'refusePrivateAddresses':
      return { refusePrivateAddresses: on }
    case 'authenticated':
      return { authenticated: values[0] as AnswerPolicy['authenticated'] }
    case 'serveStale':
      return { serveStale: on }
    case 'privateAddressesAllowed':
      return { privateAddressesAllowed: values }
    case 'localRecord':
      return { localRecords: [{ address: values[0]!, names: values.slice(1) }] }
    default:
      return null
  }
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

/** Until each upstream whose turn it is, all unless named, has shown whether it leads back. */
async function lookForLoops(named: string[], { stage, upstreams }: Play): Promise<void> {
  const probes = (one: FakeUpstream) => one.seen.filter(({ name }) => name.endsWith('.loop.mlbridge.test')).length
  const asked = (one: FakeUpstream) =>
    stage.upstreams.figures().find(({ address }) => address === upstreamText(one.address))
  const due = named.length > 0 ? named.map((name) => upstreams.get(name)!) : [...upstreams.values()]
  // Who stands by is no upstream before it is needed.
  const looked = new Map(due.filter(asked).map((one) => [one, probes(one)]))
  stage.upstreams.lookForLoops()
  for (const [one, before] of looked) {
    await expect.poll(() => probes(one)).toBeGreaterThan(before)
    await expect.poll(() => asked(one)?.state === 'looping').toBe(one.relay !== null)
  }
}

/** What is popular is fetched before its end; here until the cache has changed. */
async function refreshed({ engine }: Stage): Promise<void> {
  const before = new Set(engine.cache.all())
  engine.refreshExpiring()
  await expect.poll(() => [...engine.cache.all()].some((answer) => !before.has(answer))).toBe(true)
}

function milliseconds(text: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? []
  return Number(number) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h']
}

/** 'NAME TYPE [tcp] [id=N] [nord] [ad] [cd] [edns=SIZE] [do] [version=N] [class=CH] [cookie=HEX|kept] [padded]'. */
function questionPacket([name = '', type = '', ...options]: string[], kept: Buffer): Buffer {
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const edns = value('edns') ?? (options.some((one) => NEEDS_EDNS.test(one)) ? '1232' : undefined)
  const flags =
    (options.includes('nord') ? 0 : 0x100) | (options.includes('ad') ? 0x20 : 0) | (options.includes('cd') ? 0x10 : 0)
  const query = encode({
    type: 'query',
    id: Number(value('id') ?? 4711),
    flags: flags | (Number(value('opcode') ?? 0) << 11),
    questions: [],
    additionals:
      edns === undefined ? [] : Array.from({ length: Number(value('opts') ?? 1) }, () => opt(edns, options, kept)),
  })
  const question = Buffer.alloc(4)
  question.writeUInt16BE(typeNumber(type) ?? 0, 0)
  question.writeUInt16BE(CLASSES[value('class') ?? 'IN'] ?? Number(value('class')), 2)
  const questions = Number(value('questions') ?? 1)
  query.writeUInt16BE(questions, 4)
  const asked = Array.from({ length: questions }, () => [bytes.value, question]).flat()
  const rest = value('opt-owner') === undefined ? query.subarray(12) : ownedBy(value('opt-owner')!, query.subarray(12))
  return Buffer.concat([query.subarray(0, 12), ...asked, rest])
}

const CLASSES: Record<string, number> = { IN: 1, CH: 3, ANY: 255 }

/** An OPT record that belongs to another name than the root. */
function ownedBy(owner: string, record: Buffer): Buffer {
  const bytes = nameBytes(owner)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  return Buffer.concat([bytes.value, record.subarray(1)])
}

const NEEDS_EDNS = /^(do|padded|version=.*|cookie=.*|option=.*)$/

function opt(size: string, options: string[], kept: Buffer) {
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const version = value('version') ?? '0'
  const cookie = value('cookie')
  const [code, data = ''] = value('option')?.split(':') ?? []
  const sent = [
    ...(code === undefined ? [] : [{ code: Number(code), data: Buffer.from(data, 'hex') }]),
    ...(cookie === undefined ? [] : [{ code: 10, data: cookie === 'kept' ? kept : Buffer.from(cookie, 'hex') }]),
    ...(options.includes('padded') ? [{ code: 12, data: Buffer.alloc(20) }] : []),
  ]
  return {
    type: 'OPT' as const,
    name: '.' as const,
    udpPayloadSize: Number(size),
    extendedRcode: 0,
    ednsVersion: Number(version),
    flags: options.includes('do') ? 0x8000 : 0,
    flag_do: options.includes('do'),
    options: sent as unknown as PacketOpt[],
  }
}

async function takeReply(step: Step, scene: Play): Promise<void> {
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
async function checkLogged(words: string[], { stage }: Play): Promise<void> {
  const record = (await stage.records()).at(-1)!
  expect(record.verdict).toBe(words[0])
  expect(record.cached).toBe(words.includes('cached'))
  for (const word of words.slice(1))
    if (word !== 'cached') expect([record.rcode, record.unscored, record.transport]).toContain(word)
}
