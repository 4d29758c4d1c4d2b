import type { EventName, EventValue } from './contract.ts'

/** Who listens to what, on the browser's side of a wire. */
export interface Listeners {
  /** Returns what ends it. */
  add<K extends EventName>(name: K, listener: (value: EventValue<K>) => void): () => void
  tell(name: EventName, value: unknown): void
  /** The events that somebody listens to now. */
  wanted(): EventName[]
}

/** `changed` is told when the events that somebody listens to are other ones than before. */
export function createListeners(changed: () => void): Listeners {
  const all = new Map<EventName, Set<(value: never) => void>>()
  const forget = (name: EventName, listener: (value: never) => void) => {
    const same = all.get(name)
    if (same?.delete(listener) !== true || same.size > 0) return
    all.delete(name)
    changed()
  }
  return {
    add(name, listener) {
      // A function of its own, so that the same listener may be added twice and each removed once.
      const own = (value: never) => listener(value)
      const same = all.get(name)
      if (same === undefined) all.set(name, new Set([own]))
      else same.add(own)
      if (same === undefined) changed()
      return () => forget(name, own)
    },
    tell(name, value) {
      for (const listener of [...(all.get(name) ?? [])]) listener(value as never)
    },
    wanted: () => [...all.keys()],
  }
}
