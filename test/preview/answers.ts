import type { NameRow, NatureTab, Period, Timeline } from '../../core/analysis/views.ts'
import type { CallName } from '../../core/contract/contract.ts'
import type { LiveUpdate, Pulse, Tiles } from '../../core/contract/live.ts'
import type { Explanation, NameProfile } from '../../core/contract/names.ts'
import type { WorkstationState } from '../../core/contract/workstation.ts'
import type { QueryRecord } from '../../core/log/record.ts'
import type { Range } from '../../core/query/criteria.ts'
import { defaultSettings, settingsSchema } from '../../core/settings/settings.ts'
import { VERDICT_KINDS, type Verdict, type VettingClass } from '../../core/verdict/verdict.ts'
import type { NameDecision } from '../../core/vetting/decision.ts'
import { asRejection, type Answers, type FakeBridge } from '../fakes/bridge.ts'
import {
  inventNames,
  inventRecords,
  natureOf,
  random,
  recordOf,
  rowOf,
  ruleOf,
  THRESHOLDS,
  verdictOf,
  type KnownName,
} from './world.ts'

const names = inventNames()
const byName = new Map(names.map((known) => [known.name, known]))
const records = inventRecords(names, { count: 40_000, now: Date.now(), days: 9, seed: 3 })
const decisions = new Map<string, NameDecision[]>()
let decided = 0

export const state: WorkstationState = {
  version: '0.1.0',
  shell: 'headless',
  startedAt: Date.now() - 5_000_000,
  dataFolder: '/home/analyst/.local/share/mlbridge',
  dns: {
    address: '127.0.0.1:5335',
    note: 'Port 53 is held by systemd-resolved, so the resolver answers on 127.0.0.1:5335. Point a client at that port, or free port 53 and restart.',
    upstreams: ['192.0.2.53:53'],
    silent: [],
    pausedUntil: null,
    signIn: null,
  },
  machineDns: {
    state: 'not-set',
    governor: 'systemd-resolved',
    servers: ['192.0.2.53'],
    detail: null,
    notes: [],
    obstacle: null,
  },
  doors: [
    { kind: 'dns', wanted: false, open: [], notes: [] },
    {
      kind: 'tls',
      wanted: true,
      open: ['127.0.0.1:8853', '[::1]:8853'],
      notes: [
        '127.0.0.1:853 cannot be opened: the system gives ports below 1024 to programs with rights only. Open on 127.0.0.1:8853 instead.',
      ],
    },
    { kind: 'https', wanted: true, open: ['127.0.0.1:8443', '[::1]:8443'], notes: [] },
    { kind: 'plain', wanted: false, open: [], notes: [] },
  ],
  certificate: {
    facts: {
      subject: 'O=This machine alone, CN=ML Bridge Workstation',
      names: ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
      fingerprint: 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89',
      from: Date.UTC(2026, 0, 4),
      until: Date.UTC(2027, 1, 5),
    },
    trustFile: '/home/kim/.local/share/mlbridge-workstation/certificate/authority.pem',
    fault: null,
  },
  honeypotPage: { open: null, note: null },
  openTo: [],
  commandLine: { upstreams: [], modelAction: null, dot: null, doh: null },
  servingModel: { id: 'ngram-linear-1', title: 'n-gram linear, shipped', ...THRESHOLDS },
  backend: 'tensorflow 2.21 (CPU)',
  api: 'http://127.0.0.1:8390/api/v1',
  plugin: 'http://127.0.0.1:8391/',
  modelAction: 'block',
  notices: [],
  waiting: names.filter((known) => verdictOf(known) === 'unsure').length,
  runningTraining: null,
  settings: { ...defaultSettings, firstRunDone: true },
}

function matching({ range, filter }: { range: Range; filter: string }): QueryRecord[] {
  const terms = filter.trim().split(/\s+/).filter(Boolean)
  return records.filter(
    (one) => one.time >= range.from && one.time < range.to && terms.every((term) => holds(one, term))
  )
}

function holds(one: QueryRecord, term: string): boolean {
  const value = term.slice(term.indexOf(':') + 1)
  if (term.startsWith('client:')) return one.client === value
  if (term.startsWith('verdict:')) return one.verdict.includes(value)
  return one.name.includes(term.startsWith('name:') ? value.replaceAll('*', '') : term)
}

const PERIOD_MS: Record<Period, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

function timeline(found: readonly QueryRecord[], range: Range, wanted: Period | null): Timeline {
  const hours = (range.to - range.from) / 3_600_000
  const period = wanted ?? (hours <= 6 ? 'minute' : hours <= 96 ? 'hour' : 'day')
  const size = PERIOD_MS[period]
  const first = Math.floor(range.from / size) * size
  const buckets = Array.from({ length: Math.ceil((range.to - first) / size) }, (_, i) => ({
    start: first + i * size,
    counts: noCounts(),
  }))
  for (const one of found) {
    const bucket = buckets[Math.floor((one.time - first) / size)]
    if (bucket !== undefined) bucket.counts[one.verdict]++
  }
  return { period, buckets, total: found.length }
}

function noCounts() {
  return Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, 0])) as Pulse[number]['counts']
}

function rowsOf(found: readonly QueryRecord[]): NameRow[] {
  return [...Map.groupBy(found, (one) => one.name)].map(([name, own]) => rowOf(byName.get(name) as KnownName, own))
}

const TABS: Record<NatureTab, (row: NameRow) => boolean> = {
  malicious: (row) => row.nature.side === 'malicious',
  benign: (row) => row.nature.side === 'benign',
  unsure: (row) => row.nature.unsure,
  all: () => true,
}

function fullVerdict(known: KnownName): Verdict {
  const kind = verdictOf(known)
  const score = { modelId: 'ngram-linear-1', probability: known.score ?? 0, logit: 0, band: 'unsure' as const }
  if (kind === 'unscored') return { kind, why: 'not-a-public-name' }
  if (kind === 'allowed-by-list') return { kind, rule: ruleOf(known) }
  if (kind === 'blocked-by-list')
    return {
      kind,
      rule: ruleOf(known),
      answer:
        known.vetted === 'honeypot' ? { kind: 'honeypot', ipv4: '192.0.2.66', ipv6: null } : { kind: 'blackhole' },
    }
  return kind === 'blocked-by-model' ? { kind, score, answer: { kind: 'blackhole' } } : { kind, score }
}

function explain(name: string): Explanation {
  const known = byName.get(name) ?? { name, weight: 0, score: 0.0042, vetted: null, listed: null }
  const verdict = fullVerdict(known)
  const listed = 'rule' in verdict
  const stage = (stage: string, says: boolean, reason: string) => ({
    stage,
    verdict: says ? verdict : null,
    reason,
    decides: says,
  })
  return {
    name,
    verdict,
    stages: [
      stage(
        'vetted',
        listed && verdict.rule.origin === 'vetted',
        known.vetted === null
          ? 'no analyst has decided this name or a parent of it'
          : `an analyst called it ${known.vetted}`
      ),
      stage(
        'lists',
        listed && verdict.rule.origin === 'subscribed',
        known.listed === null ? 'no subscribed list holds it' : 'line 2041 of Trackers and advertisements'
      ),
      stage(
        'model',
        !listed && verdict.kind !== 'unscored',
        known.score === null
          ? 'it is not a public name'
          : `scored ${known.score.toFixed(4)}; unsure from ${THRESHOLDS.unsure}, blocks from ${THRESHOLDS.malicious}`
      ),
    ],
    matches: listed
      ? [
          {
            listId: verdict.rule.listId,
            list: verdict.rule.listName,
            entry: verdict.rule.entry,
            line: verdict.rule.line,
            effect: known.vetted === 'benign' ? 'allow' : known.vetted === 'honeypot' ? 'honeypot' : 'block',
          },
        ]
      : [],
    model: { id: 'ngram-linear-1', ...THRESHOLDS },
  }
}

function profile(name: string, range: Range, period: Period | null): NameProfile {
  const own = matching({ range, filter: '' }).filter((one) => one.name === name)
  const registered = name.split('.').slice(-2).join('.')
  const counts = (keys: string[]) =>
    [...Map.groupBy(keys, (key) => key)]
      .map(([key, all]) => ({ key, count: all.length }))
      .sort((a, b) => b.count - a.count)
  return {
    name,
    registeredDomain: name.endsWith('.local') ? null : registered,
    explanation: explain(name),
    nature: natureOf(byName.get(name) ?? { name, weight: 0, score: 0.0042, vetted: null, listed: null }),
    timeline: timeline(own, range, period),
    clients: counts(own.map((one) => one.client)).map(({ key, count }) => ({
      client: key,
      count,
      firstSeen: range.from,
      lastSeen: own.find((one) => one.client === key)?.time ?? range.to,
    })),
    answers: counts(own.flatMap((one) => one.answers)).map(({ key, count }) => ({ answer: key, count })),
    siblings: counts(records.map((one) => one.name).filter((other) => other !== name && other.endsWith(registered)))
      .slice(0, 12)
      .map(({ key, count }) => ({ name: key, count })),
    decisions: decisions.get(name) ?? [],
    queries: own.length,
    firstSeen: own.at(-1)?.time ?? null,
    lastSeen: own[0]?.time ?? null,
  }
}

function decide(named: string[], kind: VettingClass, note: string) {
  decided++
  for (const name of named) {
    const known = byName.get(name)
    if (known !== undefined) known.vetted = kind === 'not-vetted' ? null : kind
    decisions.set(name, [
      { id: decided, time: Date.now(), actor: 'analyst', class: kind, note, undone: false },
      ...(decisions.get(name) ?? []),
    ])
  }
  return {
    decision: { id: decided, time: Date.now(), actor: 'analyst', names: named, class: kind, note, undoes: null },
    droppedAnswers: 2,
    counts: { 'not-vetted': 3, benign: 1, honeypot: 1, malicious: 2 },
  }
}

function tiles(found: readonly QueryRecord[]): Tiles {
  const last = found.slice(0, 200)
  return {
    at: Date.now(),
    queriesPerMinute: 184,
    blockedShare: last.filter((one) => one.verdict.startsWith('blocked')).length / Math.max(1, last.length),
    unsureWaiting: state.waiting,
    p50Ms: 0.21,
    p99Ms: 34.2,
    cacheHitShare: 0.612,
    logDropped: 0,
    lateScores: 0,
    failedAnswers: 0,
  }
}

const pulse: Pulse = Array.from({ length: 60 }, (_, i) => ({ start: Date.now() - (60 - i) * 5000, counts: noCounts() }))
const chance = random(99)
const live: QueryRecord[] = []
for (const [i, bucket] of pulse.entries())
  for (let n = 0; n < 8 + chance() * 14; n++) answerOne(bucket.start + n * 200, i * 100 + n, bucket)

function answerOne(time: number, sequence: number, bucket: Pulse[number]): QueryRecord {
  const known = names[Math.floor(chance() ** 2.4 * names.length)] as KnownName
  const one = recordOf(known, { time, chance, sequence: 1_000_000 + sequence })
  bucket.counts[one.verdict]++
  live.unshift(one)
  return one
}

/** A few answers a second, as the resolver would push them. */
export function startLive(bridge: FakeBridge): void {
  let sequence = 1_000_000
  setInterval(() => {
    const last = pulse.at(-1) as Pulse[number]
    if (Date.now() - last.start > 5000) {
      pulse.shift()
      pulse.push({ start: last.start + 5000, counts: noCounts() })
    }
    const news = Array.from({ length: 1 + Math.floor(chance() * 3) }, () =>
      answerOne(Date.now(), sequence++, pulse.at(-1) as Pulse[number])
    )
    bridge.emit('live.update', { records: news.reverse(), skipped: 0, tiles: tiles(live), pulse } satisfies LiveUpdate)
  }, 500)
}

export const answers: Answers = {
  'honeypot.visits': () => ({ visits: [], total: 0, lost: 0 }),
  'workstation.state': () => state,
  'workstation.pause': ({ minutes }) => {
    state.dns.pausedUntil = minutes === 0 ? null : Date.now() + minutes * 60_000
    return state
  },
  'settings.beyond': ({ days }) =>
    days < 9 ? { days: 9 - days, bytes: (9 - days) * 31_000_000 } : { days: 0, bytes: 0 },
  'settings.change': (settings) => {
    state.settings = settingsSchema.parse({ ...state.settings, ...settings })
    return state
  },
  'lookup.find': ({ text }) =>
    /^[\d.]+$/.test(text)
      ? { kind: 'client', client: text }
      : text.includes(':')
        ? { kind: 'filter', filter: text }
        : text.includes('.')
          ? { kind: 'name', name: text }
          : { kind: 'nothing', message: `"${text}" is no name, client, filter or evidence id` },
  'live.snapshot': () => ({ records: live.slice(0, 300), tiles: tiles(live), pulse }),
  'history.timeline': ({ criteria, period }) => timeline(matching(criteria), criteria.range, period),
  'history.names': ({ criteria, tab, sort, offset, limit }) => {
    const rows = rowsOf(matching(criteria))
    const shown = rows.filter(TABS[tab]).sort((a, b) => compare(a, b, sort.by) * (sort.descending ? -1 : 1))
    const tabs = { malicious: 0, benign: 0, unsure: 0, all: 0 }
    for (const tab of ['malicious', 'benign', 'unsure', 'all'] as const) tabs[tab] = rows.filter(TABS[tab]).length
    return {
      rows: shown.slice(offset, offset + limit),
      total: shown.length,
      queries: shown.reduce((sum, row) => sum + row.count, 0),
      tabs,
    }
  },
  'history.clients': ({ criteria, limit }) =>
    [...Map.groupBy(matching(criteria), (one) => one.client)]
      .map(([client, own]) => ({
        client,
        count: own.length,
        firstSeen: own.at(-1)?.time ?? 0,
        lastSeen: own[0]?.time ?? 0,
      }))
      .sort((a, b) => b.count - a.count)
      .slice(0, limit),
  'history.records': ({ criteria, offset, limit }) => {
    const found = matching(criteria)
    return { records: found.slice(offset, offset + limit), total: found.length }
  },
  'history.checkFilter': ({ filter }) =>
    filter.includes('bad:')
      ? {
          message: 'there is no field "bad"; fields are name, client, type, verdict, score',
          at: filter.indexOf('bad:'),
        }
      : null,
  'names.explain': ({ name }) => explain(name),
  'names.profile': ({ name, range, period }) => profile(name, range, period),
  'names.registration': async ({ name }) => {
    await new Promise((done) => setTimeout(done, 700))
    return registration(name)
  },
  'vetting.reach': ({ names: named }) => ({
    names: named.length,
    queries: records.filter((one) => named.includes(one.name)).length,
    vettedBenign: 0,
    vettedMalicious: 0,
  }),
  'vetting.decide': ({ names: named, class: kind, note }) => decide(named, kind, note),
  'vetting.undo': () => ({ kind: 'nothing-to-undo' }),
}

function registration(name: string): Awaited<ReturnType<NonNullable<Answers['names.registration']>>> {
  if (name.endsWith('.local'))
    return { kind: 'not-asked', why: 'not-a-public-name', message: 'printer.local has no registrable domain' }
  if (name.length > 60)
    return { kind: 'failed', message: 'rdap.registry.example did not answer in 5 s', retryAfterMs: 30_000 }
  if (name.startsWith('xn--'))
    return { kind: 'not-registered', registeredDomain: name, server: 'rdap.registry.example', fetchedAt: Date.now() }
  if (name.startsWith('cdn'))
    return {
      kind: 'not-asked',
      why: 'offline',
      message: 'Look-ups are off in the settings; no question left this machine.',
    }
  return {
    kind: 'found',
    fromCache: true,
    registration: {
      registeredDomain: name.split('.').slice(-2).join('.'),
      source: 'rdap',
      server: 'rdap.registry.example',
      fetchedAt: Date.now() - 3_600_000,
      registered: '2019-03-02T10:11:12Z',
      expires: '2027-03-02T10:11:12Z',
      updated: '2025-02-11T09:00:00Z',
      registrar: 'Example Registrar \u202egpj.exe',
      registrant: null,
      status: ['client transfer prohibited', 'server delete prohibited'],
      nameServers: ['ns1.brightfern.example', 'ns2.brightfern.example'],
      raw: '{\n  "objectClassName": "domain",\n  "ldhName": "brightfern.example"\n}',
    },
  }
}

function compare(
  a: NameRow,
  b: NameRow,
  by: 'count' | 'clients' | 'name' | 'score' | 'firstSeen' | 'lastSeen'
): number {
  return by === 'name' ? a.name.localeCompare(b.name) : (a[by] ?? -1) - (b[by] ?? -1)
}

/** The same desk with nothing in it, nothing answered yet, or only faults: for looking at those states. */
export function answersIn(mode: string | null): Answers {
  if (mode === 'empty')
    return {
      ...answers,
      'live.snapshot': () => ({
        records: [],
        tiles: {
          ...tiles([]),
          blockedShare: null,
          p50Ms: null,
          p99Ms: null,
          cacheHitShare: null,
          queriesPerMinute: 0,
          unsureWaiting: 0,
        },
        pulse: pulse.map((one) => ({ start: one.start, counts: noCounts() })),
      }),
      'history.names': () => ({ rows: [], total: 0, queries: 0, tabs: { malicious: 0, benign: 0, unsure: 0, all: 0 } }),
      'history.timeline': ({ criteria, period }) => timeline([], criteria.range, period),
      'history.clients': () => [],
      'history.records': () => ({ records: [], total: 0 }),
    }
  const other = (answer: () => Promise<never>): Answers =>
    Object.fromEntries(
      (Object.keys(answers) as CallName[]).filter((name) => name !== 'workstation.state').map((name) => [name, answer])
    )
  if (mode === 'loading')
    return { ...other(() => new Promise<never>(() => undefined)), 'workstation.state': () => state }
  if (mode === 'fault')
    return {
      ...other(() =>
        Promise.reject(
          asRejection({ kind: 'unavailable', message: 'the store is still being opened (12 of 90 days)', field: null })
        )
      ),
      'workstation.state': () => state,
    }
  return answers
}
