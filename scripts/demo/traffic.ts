import type { DomainName } from '../../core/dns/name.ts'
import { algorithmicNames, lureNames, LOCAL_NAMES, pick, popularNames, type Chance } from './names.ts'

/** One question of the made-up network. */
export type DemoQuestion = { client: string; name: DomainName; type: 'A' | 'AAAA' | 'HTTPS' | 'MX' | 'TXT' }

export const DEMO_CLIENTS = Array.from({ length: 14 }, (_, i) => `127.0.0.${i + 5}`)
/** The one machine that has caught something: its bot asks for generated names. */
const INFECTED = '127.0.0.13'

/** The names that the demonstration's list blocks. */
export function listedNames(chance: Chance): string[] {
  return lureNames(chance, 40)
}

export type Network = { next(): DemoQuestion; nameOfEveryKind(): DomainName[] }

/** A realistic mix: a few sites are asked all the time and many once (Zipf), lures now and then, and one bot. */
export function madeUpNetwork(chance: Chance, listed: readonly string[]): Network {
  const popular = popularNames(chance, 600)
  const generated = algorithmicNames(chance, 400)
  const lures = lureNames(chance, 60)

  function name(client: string): string {
    const dice = chance()
    if (client === INFECTED && dice < 0.25) return pick(chance, generated)
    if (dice < 0.012) return pick(chance, listed)
    if (dice < 0.03) return pick(chance, lures)
    if (dice < 0.045) return pick(chance, LOCAL_NAMES)
    return popular[Math.floor(popular.length ** chance()) - 1] ?? pick(chance, popular)
  }

  return {
    next() {
      const client = pick(chance, DEMO_CLIENTS)
      const dice = chance()
      const type = dice < 0.62 ? 'A' : dice < 0.86 ? 'AAAA' : dice < 0.97 ? 'HTTPS' : dice < 0.985 ? 'MX' : 'TXT'
      return { client, name: name(client) as DomainName, type }
    },
    nameOfEveryKind: () => [popular, generated, lures, listed].map((names) => pick(chance, names) as DomainName),
  }
}

/** How busy a network of people is at an hour of the day, 0..1: asleep at night, a dip at noon. */
export function activity(hour: number): number {
  const day =
    Math.exp(-(((hour - 10.5) / 3) ** 2)) +
    0.9 * Math.exp(-(((hour - 16) / 3.5) ** 2)) +
    0.5 * Math.exp(-(((hour - 21) / 2) ** 2))
  return 0.06 + 0.94 * Math.min(1, day)
}
