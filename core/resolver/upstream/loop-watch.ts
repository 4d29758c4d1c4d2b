import { randomBytes } from 'node:crypto'
import { CLASS_IN, TYPE } from '../../dns/mnemonics.ts'
import { nameFromWire, type DomainName } from '../../dns/name.ts'
import { nameBytes } from '../../dns/wire-name.ts'
import { write16 } from '../../dns/wire.ts'
import type { Clock } from '../../system/clock.ts'
import { attempt } from './attempt.ts'
import type { Upstream } from './exchange.ts'

/** How often `look` is called. */
export const LOOK_EVERY_MS = 1000
/** After a probe that told nothing, doubled each time; and the longest such wait. */
const AGAIN_MS = 5000
const MOST_AGAIN_MS = 60_000
/** Whoever leads back is asked after so long whether it still does. */
const LOOPING_AGAIN_MS = 30_000
/** A probe is given up after so long. */
const PATIENCE_MS = 4000

/** `.test` is for this (RFC 6761, 6.2), as in dnsmasq's --dns-loop-detect: no one's name, and most forwarders pass it on. */
const BELOW = '.loop.mlbridge.test'

type Watched = { state: 'unknown' | 'clear' | 'looping'; nextAt: number; waitMs: number; probe: Probe | null }
type Probe = { name: DomainName; cancel(): void }

/**
 * Finds upstreams that lead back to this resolver, by whatever way: its own address under another name, or a forwarder that asks us. A name that
 * nobody can guess is sent to each; if it comes in here, the upstream is taken out, and asked again later.
 */
export interface LoopWatch {
  /** Sends what is due. To be called every LOOK_EVERY_MS, once questions can come in. */
  look(upstreams: Iterable<Upstream>): void
  /** The name of a question that came in. */
  cameIn(name: DomainName): void
  isLooping(upstream: Upstream): boolean
  /** Everyone is to be asked anew: the network or the settings have changed. */
  renew(): void
  close(): void
}

export function createLoopWatch(clock: Clock): LoopWatch {
  const watched = new Map<Upstream, Watched>()
  const waiting = new Map<DomainName, Watched>()

  function send(upstream: Upstream, one: Watched): void {
    const name = nameFromWire(randomBytes(12).toString('hex') + BELOW)
    let over = false
    const end = (state: Watched['state']) => {
      if (over) return
      over = true
      clearTimeout(timer)
      waiting.delete(name)
      one.probe = null
      settle(one, one.state === 'looping' && state === 'unknown' ? 'looping' : state)
    }
    const timer = setTimeout(() => {
      cancel()
      end('unknown')
    }, PATIENCE_MS).unref()
    waiting.set(name, one)
    let camBack = false
    const cancel = attempt(
      upstream.lines,
      { name, question: questionOf(name), checkingDisabled: 0, dnssecOk: false },
      {
        reply() {
          cancel()
          end(camBack ? 'looping' : 'clear')
        },
        fault: () => end('unknown'),
      }
    )
    one.probe = {
      name,
      cancel() {
        camBack = true
        cancel()
        end('looping')
      },
    }
  }

  function settle(one: Watched, state: Watched['state']): void {
    one.state = state
    one.waitMs = state === 'unknown' ? Math.min(MOST_AGAIN_MS, one.waitMs * 2) : AGAIN_MS
    const wait = { unknown: one.waitMs, looping: LOOPING_AGAIN_MS, clear: Infinity }[state]
    one.nextAt = clock.elapsed() + wait
  }

  return {
    look(upstreams) {
      const present = new Set(upstreams)
      for (const gone of watched.keys()) if (!present.has(gone)) watched.delete(gone)
      for (const upstream of present) {
        const one = watched.get(upstream) ?? { state: 'unknown', nextAt: 0, waitMs: AGAIN_MS / 2, probe: null }
        watched.set(upstream, one)
        // A loop that was closed later shows as an upstream that does not answer.
        if (one.state === 'clear' && upstream.health.failing) settle(one, 'unknown')
        if (one.probe === null && clock.elapsed() >= one.nextAt) send(upstream, one)
      }
    },
    cameIn(name) {
      if (name.endsWith(BELOW)) waiting.get(name)?.probe?.cancel()
    },
    isLooping: (upstream) => watched.get(upstream)?.state === 'looping',
    renew() {
      for (const one of watched.values()) {
        if (one.state !== 'looping') one.state = 'unknown'
        one.waitMs = AGAIN_MS / 2
        one.nextAt = 0
      }
    },
    close() {
      for (const { probe } of watched.values()) probe?.cancel()
      watched.clear()
    },
  }
}

function questionOf(name: DomainName): Buffer {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const question = Buffer.concat([bytes.value, Buffer.alloc(4)])
  write16(question, bytes.value.length, TYPE.TXT)
  write16(question, bytes.value.length + 2, CLASS_IN)
  return question
}
