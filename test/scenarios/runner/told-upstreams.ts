import type { Packet } from 'dns-packet'
import { expect } from 'vitest'
import { rcodeNumber, typeNumber } from '../../../core/dns/mnemonics.ts'
import { upstreamText } from '../../../core/resolver/upstream/address.ts'
import { startSecureUpstream, type Certificate, type SecureUpstream } from '../../fakes/secure-upstream.ts'
import { startFakeUpstream, type Behaviour, type FakeUpstream, type Zone } from '../../fakes/upstream.ts'
import { toRecord } from './records.ts'
import type { Scene } from './scene.ts'
import type { Step } from './script.ts'

/** Upstreams exist before the resolver does, and learn their answers line by line; of two lines for a question the later one counts. */
export async function startUpstreams(steps: Step[]): Promise<Pick<Scene, 'upstreams' | 'answers'>> {
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

export function takeUpstream(step: Step, { upstreams, answers, stage }: Scene): void {
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

/** Until each upstream whose turn it is, all unless named, has shown whether it leads back. */
export async function lookForLoops(named: string[], { stage, upstreams }: Scene): Promise<void> {
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
