import type { EventName } from '../contract/contract.ts'
import type { EventHub } from './handlers.ts'

/** An EventHub for one process: listeners are called in the order they came. */
export function createEventHub(): EventHub {
  const listeners = new Set<(name: EventName, value: unknown) => void>()
  return {
    emit(name, value) {
      for (const listener of listeners) listener(name, value)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
