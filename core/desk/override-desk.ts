import type { OverrideScope } from '../lists/override.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { QueryStore } from '../store/port.ts'
import type { Clock } from '../system/clock.ts'
import type { OverrideHits } from '../vetting/override-hits.ts'
import type { Overrides } from '../vetting/overrides.ts'
import type { Handlers } from './handlers.ts'
import { overrideHandlers } from './override-handlers.ts'
import type { Protection } from './protection.ts'
import { overrideReach } from './reach.ts'

export type OverrideDeskParts = {
  overrides: Overrides
  hits: OverrideHits
  protection: Protection
  resolver: Resolver
  store: QueryStore
  own: OwnNames
  clock: Clock
  /** After a change, or when one has ended: every screen that shows what is decided is old. */
  changed(): void
}

/** The desk's side of overrides: their calls, their ends, and their hits. */
export interface OverrideDesk {
  handlersFor(actor: string): Pick<Handlers, Extract<keyof Handlers, `overrides.${string}`>>
  /** To be called every second: tells the screens of those that have ended. The answers know by themselves. */
  tick(): void
  /** Asks the resolver for what was decided, and keeps the counts. */
  saveHits(): Promise<void>
}

/** What a reach looks back on. */
const REACH_MS = 30 * 86_400_000

export function createOverrideDesk(parts: OverrideDeskParts): OverrideDesk {
  const { overrides, hits, protection, resolver, store, own, clock, changed } = parts
  let nextEnd = overrides.nextEnd()

  /** A resolver that does not run has decided nothing since the last look. */
  async function count(): Promise<void> {
    const figures = await resolver.figures().catch(() => null)
    if (figures !== null) hits.take(figures.listHits)
  }

  async function apply(): Promise<{ droppedAnswers: number }> {
    nextEnd = overrides.nextEnd()
    return protection.override(overrides.rules())
  }

  function reach(scope: OverrideScope) {
    const now = clock.now()
    return overrideReach(scope, { store, own, range: { from: now - REACH_MS, to: now + 60_000 } })
  }

  return {
    handlersFor: (actor) => overrideHandlers({ overrides, apply, count, reach, changed, actor }),
    tick() {
      if (clock.now() < nextEnd) return
      nextEnd = overrides.nextEnd()
      changed()
    },
    async saveHits() {
      await count()
      await hits.save()
    },
  }
}
