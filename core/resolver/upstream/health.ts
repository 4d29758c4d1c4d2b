import type { Clock } from '../../system/clock.ts'

/** As the Workstation screen shows one upstream. */
export type UpstreamFigures = {
  address: string
  state: 'answering' | 'failing' | 'unused'
  medianMs: number | null
  asked: number
  failed: number
}

/** So many failures in a row make an upstream "failing". One lost packet does not. */
const FAILURES = 2
/** A failing upstream is asked beside the others after so long, so that its return is seen. */
const PROBE_MS = 3000
const SAMPLES = 64

export type UpstreamHealth = {
  asked(): void
  answered(milliseconds: number): void
  failed(): void
  readonly failing: boolean
  /** A failing one whose time to be tried again has come. */
  readonly probeDue: boolean
  figures(address: string): UpstreamFigures
}

export function upstreamHealth(clock: Clock): UpstreamHealth {
  const samples: number[] = []
  let asked = 0
  let failed = 0
  let failuresInARow = 0
  let lastAsked = 0
  return {
    asked() {
      asked++
      lastAsked = clock.elapsed()
    },
    answered(milliseconds) {
      failuresInARow = 0
      samples.push(milliseconds)
      if (samples.length > SAMPLES) samples.shift()
    },
    failed() {
      failed++
      failuresInARow++
    },
    get failing() {
      return failuresInARow >= FAILURES
    },
    get probeDue() {
      return failuresInARow >= FAILURES && clock.elapsed() - lastAsked >= PROBE_MS
    },
    figures(address) {
      const state = asked === 0 ? 'unused' : failuresInARow >= FAILURES ? 'failing' : 'answering'
      return { address, state, medianMs: median(samples), asked, failed }
    },
  }
}

function median(samples: number[]): number | null {
  if (samples.length === 0) return null
  return samples.toSorted((a, b) => a - b)[samples.length >> 1]!
}
