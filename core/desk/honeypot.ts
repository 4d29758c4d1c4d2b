import { setTimeout as pause } from 'node:timers/promises'
import type { DomainName } from '../dns/name.ts'
import { openHoneypot, type Honeypot } from '../honeypot/server.ts'
import type { PageFacts } from '../honeypot/page.ts'
import type { Visits } from '../honeypot/visits.ts'
import type { Explanation } from '../contract/names.ts'
import type { HoneypotPageState } from '../contract/honeypot.ts'
import { endpointText } from '../resolver/endpoint.ts'
import type { Settings } from '../settings/settings.ts'
import type { SettingsStore } from '../settings/store.ts'
import type { QueryStore } from '../store/port.ts'
import type { Clock } from '../system/clock.ts'
import { assertNever } from '../system/result.ts'
import { within } from './api/within.ts'
import { listenFault } from './endpoint.ts'
import type { Handlers } from './handlers.ts'

export type HoneypotDeskParts = {
  settings: Pick<SettingsStore, 'current'>
  visits: Visits
  store: Pick<QueryStore, 'records'>
  clock: Pick<Clock, 'now'>
  explain(name: DomainName): Promise<Explanation>
  changed(): void
  report(problem: unknown): void
}

/** The honeypot's page, open as the settings say. */
export interface HoneypotDesk extends AsyncDisposable {
  readonly state: HoneypotPageState
  handlers: Pick<Handlers, 'honeypot.visits'>
  /** At the start and after a change of the settings. Resolves when it is open or shut as wanted, or the state says why not. */
  reconfigure(): Promise<void>
}

/** A visit comes right behind its question, which the log shows up to two seconds later. */
const LOG_TRIES = 6
const LOG_PAUSE_MS = 500
const FACTS_MS = 4000
/** An older answer is no reason for a visit of today. */
const LOOK_BACK_MS = 86_400_000

export function createHoneypotDesk(parts: HoneypotDeskParts): HoneypotDesk {
  const { settings, visits, report, changed } = parts
  let open: { page: Honeypot; at: Settings['honeypotPage'] } | null = null
  let state: HoneypotPageState = { open: null, note: null }
  let turn: Promise<void> = Promise.resolve()

  async function reconfigure(): Promise<void> {
    const wanted = settings.current().honeypotPage
    if (open !== null && open.at.on === wanted.on && open.at.address === wanted.address && open.at.port === wanted.port)
      return
    await open?.page[Symbol.asyncDispose]()
    open = null
    state = { open: null, note: null }
    if (wanted.on) await listen(wanted)
    changed()
  }

  async function listen(wanted: Settings['honeypotPage']): Promise<void> {
    const at = { host: wanted.address, port: wanted.port }
    try {
      const page = await openHoneypot(at, {
        facts: async (name) => (await within(FACTS_MS, factsOf(name, parts), report)) ?? { why: null, answered: null },
        visited: (visit) => visits.add(visit),
        report,
      })
      open = { page, at: wanted }
      state = { open: `http://${endpointText(at)}/`, note: null }
    } catch (error) {
      const note = listenFault(error, 'The honeypot’s page') ?? `The honeypot’s page: ${String(error)}`
      state = { open: null, note }
    }
  }

  return {
    get state() {
      return state
    },
    handlers: { 'honeypot.visits': async (wanted) => visits.page(wanted) },
    reconfigure() {
      turn = turn.catch(() => undefined).then(reconfigure)
      return turn
    },
    async [Symbol.asyncDispose]() {
      await turn.catch(() => undefined)
      await open?.page[Symbol.asyncDispose]()
    },
  }
}

async function factsOf(
  name: DomainName,
  { store, clock, explain }: HoneypotDeskParts
): Promise<Omit<PageFacts, 'name'>> {
  const why = whyOf(await explain(name))
  // Nobody waits for the log about a name that it will never say a word of.
  for (let tries = why === null ? 1 : LOG_TRIES; ; tries -= 1) {
    const now = clock.now()
    const { records } = await store.records(
      {
        range: { from: now - LOOK_BACK_MS, to: now + 60_000 },
        terms: [
          { field: 'name', negated: false, patterns: [{ kind: 'exact', text: name }] },
          { field: 'verdict', negated: false, values: ['blocked'] },
        ],
      },
      0,
      1
    )
    const last = records[0]
    if (last !== undefined) return { why, answered: { evidence: last.evidence, time: last.time } }
    if (tries <= 1) return { why, answered: null }
    await pause(LOG_PAUSE_MS, undefined, { ref: false })
  }
}

/** One sentence for a visitor; null for a name that is let through. */
function whyOf({ verdict }: Explanation): string | null {
  switch (verdict.kind) {
    case 'blocked-by-list': {
      const { origin, entry, listName } = verdict.rule
      if (origin === 'override') return `An override of whoever runs this resolver blocks ${entry}.`
      if (origin === 'vetted') return `Whoever runs this resolver has decided that ${entry} is blocked.`
      return `The list “${listName}” names ${entry}.`
    }
    case 'blocked-by-model':
      return `The model ${verdict.score.modelId} gives a probability of ${verdict.score.probability.toFixed(2)} that this name is malicious.`
    case 'allowed-by-list':
    case 'allowed-by-model':
    case 'unsure':
    case 'unscored':
      return null
    default:
      return assertNever(verdict)
  }
}
