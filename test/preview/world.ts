import type { NameRow, Nature } from '../../core/analysis/views.ts'
import type { QueryRecord } from '../../core/log/record.ts'
import { evidenceNumber, evidenceText } from '../../core/log/evidence.ts'
import type { VerdictKind, VettingClass } from '../../core/verdict/verdict.ts'

/** Every name here is invented and stands under a reserved domain or in documentation space. */
const WORDS = [
  'bright',
  'fern',
  'amber',
  'quiet',
  'harbor',
  'maple',
  'north',
  'pixel',
  'river',
  'stone',
  'cedar',
  'lumen',
  'delta',
  'orchid',
  'tidal',
  'vector',
]
const HOSTS = ['www', 'api', 'cdn', 'shop', 'mail', 'static', 'img', 'login', 'news', 'auth', 'edge', 'telemetry']
const CLIENTS = [
  '10.0.0.7',
  '10.0.0.12',
  '10.0.0.31',
  '10.0.1.4',
  '10.0.1.77',
  '192.168.20.5',
  '2001:db8::41',
  '127.0.0.1',
]

export type KnownName = {
  name: string
  weight: number
  score: number | null
  vetted: VettingClass | null
  listed: 'block' | 'honeypot' | 'allow' | null
}

/** mulberry32: small, and the same pictures on every run. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function inventNames(): KnownName[] {
  const chance = random(7)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T
  const names = new Map<string, KnownName>()
  const add = (known: KnownName) => names.set(known.name, known)
  for (let i = 0; i < 260; i++) {
    add({
      name: `${pick(HOSTS)}.${pick(WORDS)}${pick(WORDS)}.example`,
      weight: 900 / (i + 4),
      score: chance() ** 4 * 0.5,
      vetted: null,
      listed: null,
    })
  }
  for (let i = 0; i < 130; i++) {
    const length = 10 + Math.floor(chance() * 20)
    const label = Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(chance() * 36)]).join(
      ''
    )
    add({
      name: `${label}.example`,
      weight: 1 + chance() * 5,
      score: 0.55 + chance() * 0.45,
      vetted: null,
      listed: null,
    })
  }
  for (const name of ['ads.quietharbor.example', 'track.pixelriver.example', 'beacon.tidalvector.example'])
    add({ name, weight: 60, score: null, vetted: null, listed: 'block' })
  add({
    name: 'login-secure-account-verification.brightfern.example',
    weight: 22,
    score: 0.9991,
    vetted: 'malicious',
    listed: null,
  })
  add({ name: 'update.cedarlumen.example', weight: 14, score: 0.71, vetted: 'honeypot', listed: null })
  add({ name: 'shop.brightfern.example', weight: 120, score: 0.64, vetted: 'benign', listed: null })
  add({
    name: `${'very-long-label-that-goes-on-and-on-'.repeat(1)}x.${'another-long-label-of-a-tracker-'.repeat(1)}y.metrics.northstone.example`,
    weight: 12,
    score: 0.83,
    vetted: null,
    listed: null,
  })
  add({ name: 'printer.local', weight: 30, score: null, vetted: null, listed: null })
  add({ name: 'xn--brightfrn-93a.example', weight: 9, score: 0.88, vetted: null, listed: null })
  return [...names.values()]
}

export const THRESHOLDS = { unsure: 0.618, malicious: 0.962 }

export function verdictOf(known: KnownName): VerdictKind {
  if (known.vetted === 'benign' || known.listed === 'allow') return 'allowed-by-list'
  if (known.vetted === 'malicious' || known.vetted === 'honeypot' || known.listed === 'block') return 'blocked-by-list'
  if (known.score === null) return 'unscored'
  if (known.score >= THRESHOLDS.malicious) return 'blocked-by-model'
  return known.score >= THRESHOLDS.unsure ? 'unsure' : 'allowed-by-model'
}

export function natureOf(known: KnownName): Nature {
  const unsure = known.vetted === null && known.listed === null && verdictOf(known) === 'unsure'
  const base = { unsure, vetted: known.vetted, rule: known.listed === null ? null : ruleOf(known) }
  if (known.vetted !== null && known.vetted !== 'not-vetted')
    return { ...base, side: known.vetted === 'benign' ? 'benign' : 'malicious', by: 'vetted' }
  if (known.listed !== null) return { ...base, side: known.listed === 'allow' ? 'benign' : 'malicious', by: 'listed' }
  if (known.score === null) return { ...base, side: 'none', by: 'nothing' }
  return { ...base, side: known.score >= 0.5 ? 'malicious' : 'benign', by: 'score' }
}

export function ruleOf(known: KnownName) {
  return known.vetted !== null
    ? {
        origin: 'vetted' as const,
        listId: known.vetted,
        listName: `Vetted ${known.vetted}`,
        entry: known.name,
        line: null,
      }
    : {
        origin: 'subscribed' as const,
        listId: 'ads',
        listName: 'Trackers and advertisements',
        entry: known.name.replace(/^[^.]+\./, ''),
        line: 2041,
      }
}

const TYPES = ['A', 'A', 'A', 'AAAA', 'AAAA', 'HTTPS', 'TXT', 'MX']

/** Records, newest first, thicker by day than by night. */
export function inventRecords(
  names: readonly KnownName[],
  options: { count: number; now: number; days: number; seed: number }
): QueryRecord[] {
  const chance = random(options.seed)
  const total = names.reduce((sum, known) => sum + known.weight, 0)
  const choose = () => {
    let left = chance() * total
    return names.find((known) => (left -= known.weight) <= 0) ?? names[0]!
  }
  const records = Array.from({ length: options.count }, (_, i) => {
    const back = chance() * options.days * 86_400_000
    const hour = new Date(options.now - back).getHours()
    const shift = hour < 6 ? chance() * 10 * 3_600_000 : 0
    return recordOf(choose(), { time: Math.max(0, options.now - Math.max(0, back - shift)), chance, sequence: i })
  })
  return records.sort((a, b) => b.time - a.time)
}

export function recordOf(
  known: KnownName,
  { time, chance, sequence }: { time: number; chance: () => number; sequence: number }
): QueryRecord {
  const verdict = verdictOf(known)
  const rule = verdict.endsWith('-by-list') ? ruleOf(known) : null
  const type = TYPES[Math.floor(chance() * TYPES.length)] ?? 'A'
  const blocked = verdict.startsWith('blocked')
  const cached = chance() < 0.6
  return {
    evidence: evidenceText(evidenceNumber(77, sequence)),
    time,
    client: CLIENTS[Math.floor(chance() ** 2 * CLIENTS.length)] ?? '127.0.0.1',
    name: known.name,
    type,
    verdict,
    rule: rule === null ? null : { listId: rule.listId, list: rule.listName, entry: rule.entry, line: rule.line },
    modelId: rule === null && known.score !== null ? 'ngram-linear-1' : null,
    score: rule === null ? known.score : null,
    band: null,
    unscored: verdict === 'unscored' ? 'not-a-public-name' : null,
    rcode: known.name.endsWith('.local') ? 'NXDOMAIN' : 'NOERROR',
    answers: blocked
      ? type === 'A'
        ? ['A 0.0.0.0']
        : type === 'AAAA'
          ? ['AAAA ::']
          : []
      : type === 'A'
        ? [`A 192.0.2.${1 + (known.name.length % 250)}`]
        : type === 'AAAA'
          ? ['AAAA 2001:db8::1f']
          : [],
    upstream: blocked ? null : '127.0.0.1:5399',
    milliseconds: cached || blocked ? 0.04 + chance() * 0.3 : 3 + chance() * 40,
    cached,
    transport: chance() < 0.97 ? 'udp' : 'tcp',
  }
}

export function rowOf(known: KnownName, records: readonly QueryRecord[]): NameRow {
  const times = records.map((one) => one.time)
  return {
    name: known.name,
    count: records.length,
    clients: new Set(records.map((one) => one.client)).size,
    firstSeen: Math.min(...times),
    lastSeen: Math.max(...times),
    score: known.score,
    modelId: known.score === null ? null : 'ngram-linear-1',
    lastVerdict: verdictOf(known),
    nature: natureOf(known),
  }
}
