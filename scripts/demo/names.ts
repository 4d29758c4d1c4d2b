/** Names of the demonstration. All are invented; the loopback upstream answers them, so whether one exists somewhere does not matter. */

/** Chance by the door: mulberry32, so that two demonstrations show the same picture. */
export type Chance = () => number

export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(chance: Chance, from: readonly T[]): T {
  const one = from[Math.floor(chance() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

const FIRST = (
  'bright quiet north silver copper amber cedar harbour meadow river stone lantern willow garden summer winter maple orchard ' +
  'granite canyon prairie coastal alpine velvet timber saffron cobalt hazel linen marble'
).split(' ')
const SECOND = (
  'fern kiln harbor gazette bakery cycling library studio market weather museum kitchen travel academy records theatre ' +
  'journal furniture school garage pottery bank clinic railway sailing coffee gardens press tools optics'
).split(' ')
const POPULAR_SUFFIXES = ['com', 'com', 'com', 'org', 'net', 'de', 'co.uk', 'fr', 'io']
const HOSTS = ['www', 'www', 'www', 'mail', 'api', 'cdn', 'static', 'img', 'shop', 'login', 'm']

/** About as many as a household or a small office asks each day. */
export function popularNames(chance: Chance, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const site = `${pick(chance, FIRST)}${pick(chance, SECOND)}.${pick(chance, POPULAR_SUFFIXES)}`
    names.add(chance() < 0.6 ? `${pick(chance, HOSTS)}.${site}` : site)
  }
  return [...names]
}

const LURES = [
  'secure',
  'account',
  'verify',
  'update',
  'wallet',
  'login',
  'support',
  'billing',
  'bonus',
  'claim',
  'airdrop',
  'gift',
]
const CHEAP_SUFFIXES = ['top', 'xyz', 'icu', 'click', 'info', 'shop', 'online', 'live']

/** Look-alikes as phishing kits make them. */
export function lureNames(chance: Chance, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const brand = `${pick(chance, FIRST)}${pick(chance, SECOND)}`
    const words = [pick(chance, LURES), brand, pick(chance, LURES)].slice(0, chance() < 0.5 ? 2 : 3)
    const digits = chance() < 0.4 ? String(Math.floor(chance() * 900) + 100) : ''
    names.add(`${words.join('-')}${digits}.${pick(chance, CHEAP_SUFFIXES)}`)
  }
  return [...names]
}

/** What a domain generation algorithm makes: letters without a rhythm. */
export function algorithmicNames(chance: Chance, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const length = 11 + Math.floor(chance() * 10)
    const letters = Array.from({ length }, () => pick(chance, [...'bcdfghjklmnpqrstvwxzaeiouy']))
    names.add(`${letters.join('')}.${pick(chance, ['com', 'net', 'info', 'biz', 'ru', 'org', 'top'])}`)
  }
  return [...names]
}

/** Names that never leave the machine's own network and are never scored. */
export const LOCAL_NAMES = ['printer.local', 'nas.home.arpa', 'wpad', 'fileserver.internal']
