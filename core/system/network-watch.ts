import { Resolver } from 'node:dns'
import { networkInterfaces } from 'node:os'
import type { Clock } from './clock.ts'

/**
 * What happened to the machine. `passedMs`: the wall clock went on by so much more than the monotonic one, as while the machine slept (Linux and macOS
 * stop the latter) or when the clock was set; less than 0 when it was set back.
 */
export type NetworkChange = { network: boolean; passedMs: number }

export type NetworkWatchParts = {
  clock: Clock
  /** Addresses and resolvers of this machine, as one text. */
  fingerprint(): string
  onChange(change: NetworkChange): void
}

/** How often `look` is called. */
export const LOOK_AT_NETWORK_MS = 2000
/** A clock that is kept by NTP moves by less. */
const TOLERANCE_MS = 5000
/** A look that comes so late means that the machine slept, where the monotonic clock goes on meanwhile (Windows). */
const LATE_MS = 30_000

/** Compares, so that neither the system's own messages nor rights are needed. */
export function watchNetwork({ clock, fingerprint, onChange }: NetworkWatchParts): { look(): void } {
  let known = fingerprint()
  let wall = clock.now()
  let elapsed = clock.elapsed()
  return {
    look() {
      const [nowWall, nowElapsed, now] = [clock.now(), clock.elapsed(), fingerprint()]
      const gap = nowWall - wall - (nowElapsed - elapsed)
      const passedMs = Math.abs(gap) > TOLERANCE_MS ? gap : 0
      const network = now !== known || nowElapsed - elapsed > LATE_MS
      known = now
      wall = nowWall
      elapsed = nowElapsed
      if (network || passedMs !== 0) onChange({ network, passedMs })
    },
  }
}

/** Link-local addresses come and go with every container and say nothing of the way out. */
export function networkFingerprint(): string {
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all
      .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
      .map(({ address }) => `${name} ${address}`)
  )
  // A new Resolver reads the system's configuration again.
  return [...addresses.toSorted(), ...new Resolver().getServers()].join('\n')
}
