import { useMemo, useSyncExternalStore } from 'react'
import { useAddress } from '../frame/address.ts'
import { chosenRange, type ChosenRange } from './range.ts'

export type RangeInUse = ChosenRange & {
  /** When the person began to look; a preset ends there, so that figures on one screen agree and nothing moves by itself. */
  asOf: number
  /** Looks anew: presets end now. */
  refresh: () => void
}

/** The range of the address. History and the detail panel beside it share one. */
export function useRange(): RangeInUse {
  const { view, name, params } = useAddress()
  const look =
    view === 'history' ? `history ${params['range'] ?? ''}` : `${view} ${name ?? ''} ${params['range'] ?? ''}`
  const asOf = useSyncExternalStore(subscribe, () => asOfLook(look))
  return useMemo(() => ({ ...chosenRange(params, asOf), asOf, refresh }), [params, asOf])
}

let current = { look: '', asOf: 0 }
const listeners = new Set<() => void>()

function asOfLook(look: string): number {
  if (look !== current.look) current = { look, asOf: Date.now() }
  return current.asOf
}

function refresh(): void {
  current = { ...current, asOf: Date.now() }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
