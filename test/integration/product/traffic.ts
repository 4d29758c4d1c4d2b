import { setTimeout } from 'node:timers/promises'
import { seeded } from '../../../core/model/random.ts'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import type { Zone } from '../../fakes/upstream.ts'
import { inventedNames } from '../../unit/invented-names.ts'
import { openStub, type Answer, type Asked } from '../stub.ts'

/** What a name is, as whoever wrote the lists and took the decisions knows it. `scored`: nobody has said anything. */
export type Kind =
  | { of: 'list'; list: 'ads' | 'lures' | 'exceptions' }
  | { of: 'vetted'; as: Exclude<VettingClass, 'not-vetted'> }
  | { of: 'private' | 'scored' }

export type KnownName = { name: string; kind: Kind }
export type Sent = KnownName & { type: string; client: string; answer: Answer }

const many = (count: number, name: (at: number) => string) => Array.from({ length: count }, (_, at) => name(at))

export const LISTS = {
  ads: { effect: 'block' as const, entries: many(30, (at) => `ad-server-${at}.net`) },
  lures: { effect: 'honeypot' as const, entries: many(10, (at) => `lure-bank-${at}.net`) },
  // The longest entry wins: this exception lies below an entry of the list of advertisements.
  exceptions: { effect: 'allow' as const, entries: ['img.ad-server-0.net', 'needed-here.net'] },
}

export const VETTED = {
  malicious: ['stolen-login.net', 'drop-zone.net'],
  honeypot: ['watched-panel.net'],
  // On the list too: the analyst's word comes first.
  benign: ['own-shop.net', 'ad-server-1.net'],
}

/** About 250 names, each with what is known of it. */
export function knownNames(): KnownName[] {
  const listed = (['ads', 'lures', 'exceptions'] as const).flatMap((list) =>
    LISTS[list].entries.flatMap((entry): KnownName[] => [
      { name: entry, kind: { of: 'list', list } },
      { name: `www.${entry}`, kind: { of: 'list', list } },
    ])
  )
  const vetted = (['malicious', 'honeypot', 'benign'] as const).flatMap((as) =>
    VETTED[as].flatMap((name): KnownName[] => [
      { name, kind: { of: 'vetted', as } },
      { name: `cdn.${name}`, kind: { of: 'vetted', as } },
    ])
  )
  const ownFirst = listed.filter(({ name }) => !VETTED.benign.some((benign) => name.endsWith(benign)))
  const inHouse = ['printer', 'nas.lan', 'router.home.arpa', 'build.internal', '7.2.0.192.in-addr.arpa']
  return [
    ...ownFirst,
    ...vetted,
    ...inHouse.map((name): KnownName => ({ name, kind: { of: 'private' } })),
    ...inventedNames(150, 7).map(({ name }): KnownName => ({ name, kind: { of: 'scored' } })),
  ]
}

const TYPES = ['A', 'A', 'A', 'A', 'A', 'AAAA', 'AAAA', 'HTTPS', 'TXT', 'MX']
const CLIENTS = many(9, (at) => `127.0.0.${11 + at}`)

/** Every seventh invented name does not exist; the others have an address and nothing else. */
export const zone: Zone = ({ name, type }) => {
  if (/[a-g]\d*\.(?:com|top)$/i.test(name)) return { flags: 0x183 }
  return { answers: type === 'A' ? [{ name, type: 'A', ttl: 300, data: '192.0.2.80' }] : [] }
}

/** A mix of names, types and clients, the same for a seed; small numbers are asked more often than large ones. */
function plan(names: readonly KnownName[], count: number, seed: number) {
  const random = seeded(seed)
  const often = <T>(from: readonly T[]): T => from[Math.floor(random() ** 2 * from.length)]!
  const shuffled = [...names].sort(() => random() - 0.5)
  return many(count, String).map(() => ({ ...often(shuffled), type: often(TYPES), client: often(CLIENTS) }))
}

const AT_ONCE = 64
const ROUND = 256
const ROUND_TAKES_MS = 4000

/**
 * Asks it all and notes what was asked and what came back. At most 64 wait at the same time, so that no datagram is lost; none goes out so
 * close to a full minute that it could be told to either side of it.
 */
export async function send(server: string, names: readonly KnownName[], count: number): Promise<Sent[]> {
  const stubs = new Map(
    await Promise.all(CLIENTS.map(async (client) => [client, await openStub(server, client)] as const))
  )
  const planned = plan(names, count, 11)
  const sent: Sent[] = []
  for (let from = 0; from < planned.length; from += ROUND) {
    const left = 60_000 - (Date.now() % 60_000)
    if (left < ROUND_TAKES_MS) await setTimeout(left + 1)
    const round = planned.slice(from, from + ROUND).values()
    const workers = many(AT_ONCE, String).map(async () => {
      for (const one of round) {
        const asked: Asked = { name: one.name, type: one.type, edns: { size: 1232, dnssecOk: false } }
        sent.push({ ...one, answer: await stubs.get(one.client)!.ask(asked) })
      }
    })
    await Promise.all(workers)
  }
  await Promise.all([...stubs.values()].map((stub) => stub[Symbol.asyncDispose]()))
  return sent
}

/** Only what the client saw: an Extended DNS Error says that it is blocked, and by whom. Null when it passed. */
export function blockedBy({ answer }: Sent): 'list' | 'analyst' | 'model' | null {
  if (answer.error === null) return null
  if (answer.error.code === 17) return 'analyst'
  return answer.error.text.includes(': model ') ? 'model' : 'list'
}

/** Of what passed, the model's doubt is the only thing that no client sees: `doubted` are the names of which it was told. */
export function verdictOf(sent: Sent, doubted: ReadonlySet<string>): VerdictKind {
  const blocker = blockedBy(sent)
  if (blocker !== null) return blocker === 'model' ? 'blocked-by-model' : 'blocked-by-list'
  if (sent.kind.of === 'private') return 'unscored'
  if (sent.kind.of !== 'scored') return 'allowed-by-list'
  return doubted.has(sent.name) ? 'unsure' : 'allowed-by-model'
}

export function tally<T>(of: readonly T[], key: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of of) counts[key(one)] = (counts[key(one)] ?? 0) + 1
  return counts
}
