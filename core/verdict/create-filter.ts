import type { NameRules } from '../lists/matching.ts'
import type { OverrideRule } from '../lists/override.ts'
import { compileOverrides, type Overrides, type Overriding } from '../lists/overrides.ts'
import type { Scorer } from '../model/scorer.ts'
import { systemClock, type Clock } from '../system/clock.ts'
import { byKindOfName, byModel, fromCache } from './by-model.ts'
import { byList, byOverride, byVettedName, ruled } from './by-rules.ts'
import type { Question, StageOpinion } from './filter.ts'
import { inOrder, type Pipeline } from './in-order.ts'
import { rememberVerdicts } from './remembered.ts'
import type { FilterSettings } from './settings.ts'
import type { Verdict } from './verdict.ts'
import { isPaused, whilePaused } from './while-paused.ts'

export type FilterParts = {
  /** What a person said for a while, or for some clients. */
  overrides?: readonly OverrideRule[]
  /** The analyst's own names. */
  own: NameRules
  /** The subscribed lists. */
  book: NameRules
  scorer: Scorer
  settings: FilterSettings
}

/** Judges names, in the resolver's thread and in main alike. */
export interface Filter {
  /** At once when no stage has to wait. */
  judge(question: Question): Verdict | Promise<Verdict>
  /** Every stage's opinion, in order. The first one with a verdict decides. */
  explain(question: Question): Promise<StageOpinion[]>
  /** For a name that an answer leads to (CNAME): the verdict when a rule blocks it, else null. */
  blockedTarget(target: Question): Verdict | null
  /** Every override that covers the question, the deciding one first. */
  overriding(question: Question): Overriding[]
  /** Clients with the same number are judged alike; 0 for all of them while no override is about clients. Never given to others later. */
  viewOf(client: string): number
  /** Milliseconds since the epoch from which on what was judged is old, since an override or the pause ends; Infinity for never. */
  readonly holdsUntil: number
  /** Swaps parts; what was remembered of the old ones is forgotten. */
  change(parts: Partial<FilterParts>): void
  /** For parts that change inside, such as the analyst's own names. */
  forget(): void
  /** While it lasts, everything passes. */
  readonly paused: boolean
  /** Grows with every change, so that who keeps verdicts knows when they are old. */
  readonly epoch: number
}

const REMEMBERED = 50_000

export function createFilter(initial: FilterParts, clock: Clock = systemClock): Filter {
  let parts = initial
  let epoch = 0
  let views = 0
  let overrides: Overrides
  let pipeline: Pipeline
  let holdsUntil = Infinity
  /** Numbers of overrides that have ended: they stay ended, also when somebody sets the clock back. */
  const ended = new Set<number>()

  function holding(rules: readonly OverrideRule[], now: number): OverrideRule[] {
    for (const { id, until } of rules) if (until !== null && until <= now) ended.add(id)
    const standing = new Set(rules.map(({ id }) => id))
    for (const id of ended) if (!standing.has(id)) ended.delete(id)
    return rules.filter(({ id }) => !ended.has(id))
  }

  /** New stages with a new memory: a verdict that is still being waited for is remembered where no one looks any more. */
  function build(): void {
    const now = clock.now()
    const { pausedUntil } = parts.settings
    overrides = compileOverrides(holding(parts.overrides ?? [], now), now, () => ++views)
    pipeline = stagesOf({ ...parts, overrides }, clock)
    holdsUntil = Math.min(overrides.nextEnd, pausedUntil !== null && pausedUntil > now ? pausedUntil : Infinity)
  }

  const filter: Filter = {
    judge: (question) => pipeline.judge(question),
    explain: (question) => pipeline.explain(question),
    blockedTarget({ name, client }) {
      if (isPaused(parts.settings, clock)) return null
      // As in the pipeline, the analyst's word about a name comes before any list's.
      const said = overrides.match(name, client)?.match ?? parts.own.match(name) ?? parts.book.match(name)
      const verdict = ruled(said, parts.settings)
      return verdict?.kind === 'blocked-by-list' ? verdict : null
    },
    overriding: ({ name, client }) => overrides.matches(name, client),
    viewOf: (client) => (overrides.byClient ? overrides.viewOf(client) : 0),
    get holdsUntil() {
      return holdsUntil
    },
    change(changed) {
      const { scorer } = parts
      parts = { ...parts, ...changed }
      if (parts.scorer !== scorer) parts.scorer.onModelChange(filter.forget)
      filter.forget()
    },
    forget() {
      epoch++
      build()
    },
    get paused() {
      return isPaused(parts.settings, clock)
    },
    get epoch() {
      return epoch
    },
  }
  build()
  parts.scorer.onModelChange(filter.forget)
  return filter
}

/** The order of the verdict. Each place has its reason. */
function stagesOf(parts: Omit<FilterParts, 'overrides'> & { overrides: Overrides }, clock: Clock): Pipeline {
  const { overrides, own, book, scorer, settings } = parts
  const remembered = rememberVerdicts(REMEMBERED)
  return inOrder(
    // A pause is there to find out whether the protection is what hurts: nothing may come before it.
    whilePaused(settings, clock),
    // Said for a while or for one client, with what else holds in mind: an analyst lets one machine through to a name that stays vetted malicious.
    byOverride(overrides, settings),
    // A person has looked at it: that beats every list and every model.
    byVettedName(own, settings),
    // Before anything leaves the machine, and before what the model said: a list must be able to allow a name that the model blocks.
    byList(book, settings),
    // Behind the lists, since lists name such names too; before the model, which has learnt public names only.
    byKindOfName,
    // Only the model's verdicts are remembered; the rules above are as quick as the memory is.
    fromCache(remembered),
    // The only stage that may wait.
    byModel({ scorer, settings, remembered })
  )
}
