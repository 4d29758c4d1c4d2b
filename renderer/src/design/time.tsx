import { useSyncExternalStore, type ReactNode } from 'react'
import { CLOCK_STEP_S, exactTime, relativeTime } from './format.ts'

/** Relative, with the exact time on hover. One clock for all, so that rows never disagree. */
export function Time({ at }: { at: number | null }): ReactNode {
  const now = useNow()
  if (at === null) return <span>–</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {relativeTime(at, now)}
    </time>
  )
}

const EVERY_MS = CLOCK_STEP_S * 1000
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

/** Moves every five seconds: a table of seconds that all tick is noise. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, EVERY_MS)
  if (listeners.size === 1) now = Date.now()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}
