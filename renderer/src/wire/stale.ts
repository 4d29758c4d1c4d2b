import type { QueryClient } from '@tanstack/react-query'
import type { CallName, EventValue } from '../../../core/contract/contract.ts'

type Stale = EventValue<'stale'>['what'][number]

/** Which answers are no longer true after something changed: a decision moves a name's nature, and with it the tabs of History. */
export const STALE: Record<Stale, readonly CallName[]> = {
  vetting: [
    'vetting.page',
    'vetting.reach',
    'names.explain',
    'names.explanation',
    'names.profile',
    'history.names',
    'models.compare',
    'models.traffic',
    'models.baseRate',
  ],
  overrides: ['overrides.all', 'names.explain', 'names.profile'],
  lists: [
    'lists.all',
    'lists.brokenLines',
    'lists.reach',
    'names.explain',
    'names.profile',
    'history.names',
    'vetting.reach',
    'models.traffic',
    'models.baseRate',
  ],
  models: [
    'models.all',
    'models.compare',
    'models.baseRate',
    'names.explain',
    'names.explanation',
    'names.profile',
    'vetting.page',
  ],
  history: [
    'history.timeline',
    'history.names',
    'history.clients',
    'history.records',
    'names.profile',
    'names.explanation',
  ],
  // A run that has ended is what the next one is reckoned from.
  runs: ['training.runs', 'training.interrupted', 'training.estimate'],
}

export function forgetStale(client: QueryClient, what: readonly Stale[]): void {
  const calls = new Set<unknown>(what.flatMap((one) => STALE[one]))
  void client.invalidateQueries({ predicate: ({ queryKey }) => calls.has(queryKey[0]) })
}
