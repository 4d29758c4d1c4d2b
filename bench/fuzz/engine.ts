import { setImmediate as turn } from 'node:timers/promises'
import { scanReply } from '../../core/dns/scan.ts'
import type { DomainName } from '../../core/dns/name.ts'
import { createOwnNames } from '../../core/lists/own-names.ts'
import { compileBook, openRuleBook } from '../../core/lists/rule-book.ts'
import { createRecordWriter } from '../../core/log/record-writer.ts'
import { forgetfulSink } from '../../core/log/sink.ts'
import { seeded } from '../../core/model/random.ts'
import type { Scorer } from '../../core/model/scorer.ts'
import { createCookies } from '../../core/resolver/cookies.ts'
import type { Door, From, Receiver } from '../../core/resolver/door.ts'
import { createEngine } from '../../core/resolver/engine.ts'
import { compilePolicy, USUAL_POLICY } from '../../core/resolver/policy.ts'
import { limitedByClient } from '../../core/resolver/rate-limit.ts'
import { REFRESH_EVERY_MS } from '../../core/resolver/refreshing.ts'
import type { UpstreamOutcome } from '../../core/resolver/upstream/exchange.ts'
import type { Upstreams } from '../../core/resolver/upstream/upstreams.ts'
import { systemClock } from '../../core/system/clock.ts'
import { failed, ok } from '../../core/system/result.ts'
import { createFilter } from '../../core/verdict/create-filter.ts'
import { wrongWith, type Way } from './checks.ts'
import { createPackets } from './packets.ts'
import { saidTo } from './said.ts'
import type { FuzzRun } from './watch.ts'

/** Packets that are given in before their answers are waited for. */
const AT_ONCE = 512
const PATIENCE_MS = 5000

/**
 * The engine behind every listener, in this thread, at full speed: through a datagram's and a stream's door of this machine, and through the limited door
 * of others. Filter, lists, cache, coalescing, log and rate limit are the real ones; upstream and model are functions.
 */
export async function fuzzEngine({ seed, packets, progress }: FuzzRun): Promise<Record<string, number>> {
  const bugs: unknown[] = []
  const log = createRecordWriter({ sink: forgetfulSink() })
  const scorer = modelOf()
  const policy = compilePolicy(USUAL_POLICY)
  const engine = createEngine({
    clock: systemClock,
    filter: createFilter({ own: createOwnNames(), book: openRuleBook(BOOK), scorer, settings: SETTINGS }),
    upstreams: UPSTREAMS,
    log,
    askWhileScoring: () => true,
    policy: () => policy,
    onBug: (bug) => bugs.push(bug),
  })
  const cookies = createCookies(systemClock)
  const limited = limitedByClient(engine, {
    clock: systemClock,
    perSecond: () => 2000,
    cookies,
    onRefused: () => undefined,
  })
  const refreshing = setInterval(() => engine.refreshExpiring(), REFRESH_EVERY_MS)
  const next = createPackets(seeded(seed))
  const waiting: (Buffer | null)[] = Array.from({ length: AT_ONCE }, () => null)
  const counts: Record<string, number> = { answered: 0, silent: 0 }
  let left = 0

  const ways: { receiver: Receiver; way: Way; door: Door; address: string }[] = [
    { receiver: engine, way: { stream: false, loopback: true }, address: '127.0.0.1' },
    { receiver: engine, way: { stream: true, loopback: true }, address: '127.0.0.1' },
    { receiver: limited, way: { stream: false, loopback: false }, address: '192.0.2.77' },
  ].map((one) => ({ ...one, door: checkingDoor(one.way) }))

  function checkingDoor(way: Way): Door {
    return {
      transport: way.stream ? 1 : 0,
      stream: way.stream,
      encrypted: way.stream,
      send(bytes, { port }: From) {
        const packet = waiting[port]
        if (packet === null || packet === undefined) throw new Error('a packet was answered twice')
        waiting[port] = null
        left--
        const wrong = wrongWith(packet, bytes, way)
        if (wrong !== null)
          throw new Error(`${wrong}\n  packet ${packet.toString('hex')}\n  answer ${bytes.toString('hex')}`)
        const rcode = `rcode ${bytes[3]! & 15}${(bytes[2]! & 2) === 0 ? '' : ' TC'}`
        counts[rcode] = (counts[rcode] ?? 0) + 1
        counts.answered!++
      },
    }
  }

  for (let done = 0; done < packets;) {
    for (let slot = 0; slot < AT_ONCE && done < packets; slot++, done++) {
      const packet = next()
      progress.take(packet)
      const { receiver, door, address } = ways[done % ways.length]!
      waiting[slot] = packet
      left++
      if (receiver.receive(packet, door, { port: slot, address })) continue
      if (waiting[slot] === null) throw new Error('a packet was answered, and said to get no answer')
      waiting[slot] = null
      left--
      counts.silent!++
    }
    const deadline = performance.now() + PATIENCE_MS
    while (left > 0) {
      if (performance.now() > deadline)
        throw new Error(`never answered: ${waiting.find((one) => one !== null)?.toString('hex')}`)
      await turn()
    }
    if (bugs.length > 0) throw bugs[0]
  }
  clearInterval(refreshing)
  await log[Symbol.asyncDispose]()
  return { ...counts, cached: engine.cache.answers, late: engine.counters.late }
}

const SETTINGS = {
  blockingAnswer: 'blackhole',
  honeypot: { ipv4: null, ipv6: null },
  modelAction: 'block',
  scoreWaitMs: 50,
  pausedUntil: null,
} as const

const BOOK = compileBook([
  { id: 'listed', name: 'listed', effect: 'block', names: [{ name: 'garden.example', line: 1 }] },
])

/** By a name's first letter: malicious, late, or benign. */
function modelOf(): Scorer {
  return {
    modelId: 'fuzz',
    known: () => null,
    score(name: DomainName) {
      const letter = name.charCodeAt(0)
      if (letter === 0x61) return Promise.resolve(null)
      const bad = letter === 0x62
      const band = bad ? ('malicious' as const) : ('benign' as const)
      return Promise.resolve({ modelId: 'fuzz', probability: bad ? 0.98 : 0.03, logit: bad ? 4 : -3.5, band })
    },
    onModelChange: () => undefined,
  }
}

const UPSTREAMS: Upstreams = {
  async ask({ question }): Promise<UpstreamOutcome> {
    await turn()
    const message = saidTo(question)
    const scanned = message === null ? null : scanReply(message)
    if (message === null || scanned === null) return failed({ kind: 'timed-out', message: 'nothing was said' })
    return ok({ message, scanned, upstream: '192.0.2.53:53', secured: false })
  },
  configure: () => undefined,
  figures: () => [],
  silent: () => [],
  mismatched: 0,
  renew: () => undefined,
  lookForLoops: () => undefined,
  cameIn: () => undefined,
  close: () => undefined,
}
