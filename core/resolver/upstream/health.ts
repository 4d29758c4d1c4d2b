import type { Clock } from '../../system/clock.ts'

/** As the Workstation screen shows one upstream. */
export type UpstreamFigures = {
  /** As it is written in the settings. */
  address: string
  /** `looping`: it leads back to this resolver, and is not asked. */
  state: 'answering' | 'failing' | 'looping' | 'unused'
  /** Of the last 256 answers. */
  medianMs: number | null
  p99Ms: number | null
  asked: number
  failed: number
  /** The last failure in words, and when (milliseconds since the epoch); null when there was none. */
  lastFault: { message: string; at: number } | null
  /** Where an encrypted upstream was found, and who was asked for it in plain; null where its address is written down. */
  found: { addresses: string[]; by: string } | null
}

/** An upstream that does not answer, and why, in words. */
export type SilentUpstream = { address: string; why: string }

/** So many failures in a row make an upstream "failing". One lost packet does not. */
const FAILURES = 2
/** A failing upstream is asked beside the others after so long, so that its return is seen. */
const PROBE_MS = 3000
const SAMPLES = 256
/** How much the newest answer counts in the measure by which the quickest are chosen; TCP's round-trip time has 1/8 too (RFC 6298). */
const NEWEST = 1 / 8
/** What one failure is worth, in milliseconds. */
const FAILURE_MS = 1000

export type UpstreamHealth = {
  asked(): void
  answered(milliseconds: number): void
  failed(message: string): void
  /** Another network: what was measured in the old one says nothing. */
  renew(): void
  readonly failing: boolean
  /** A failing one whose time to be tried again has come. */
  readonly probeDue: boolean
  /** Milliseconds that an answer takes lately, failures counted; null while nothing is known. */
  readonly pace: number | null
  figures(): Pick<UpstreamFigures, 'state' | 'medianMs' | 'p99Ms' | 'asked' | 'failed' | 'lastFault'>
}

export function upstreamHealth(clock: Clock): UpstreamHealth {
  let samples: number[] = []
  let asked = 0
  let failed = 0
  let failuresInARow = 0
  let lastAsked = 0
  let pace: number | null = null
  let lastFault: UpstreamFigures['lastFault'] = null

  function took(milliseconds: number): void {
    pace = pace === null ? milliseconds : pace + (milliseconds - pace) * NEWEST
  }

  return {
    asked() {
      asked++
      lastAsked = clock.elapsed()
    },
    answered(milliseconds) {
      failuresInARow = 0
      samples.push(milliseconds)
      if (samples.length > SAMPLES) samples.shift()
      took(milliseconds)
    },
    failed(message) {
      failed++
      failuresInARow++
      lastFault = { message, at: clock.now() }
      took(FAILURE_MS)
    },
    renew() {
      failuresInARow = 0
      samples = []
      pace = null
    },
    get failing() {
      return failuresInARow >= FAILURES
    },
    get probeDue() {
      return failuresInARow >= FAILURES && clock.elapsed() - lastAsked >= PROBE_MS
    },
    get pace() {
      return pace
    },
    figures() {
      const state = asked === 0 ? 'unused' : failuresInARow >= FAILURES ? 'failing' : 'answering'
      const sorted = samples.toSorted((a, b) => a - b)
      return { state, medianMs: share(sorted, 0.5), p99Ms: share(sorted, 0.99), asked, failed, lastFault }
    },
  }
}

/** Of sorted samples; null of none. */
function share(sorted: number[], part: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null
}
