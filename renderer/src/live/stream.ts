import type { LiveSnapshot, LiveUpdate, Pulse, Tiles } from '../../../core/contract/live.ts'
import type { QueryRecord } from '../../../core/log/record.ts'

/** What Live shows. Rows that come while the stream is held wait, so that nothing moves under the pointer. */
export type Stream = {
  shown: readonly QueryRecord[]
  waiting: readonly QueryRecord[]
  /** More waited than are kept; these are in History only. */
  unkept: number
  /** Answers that came too fast to be sent here, since the screen was opened. */
  skipped: number
  held: boolean
  tiles: Tiles | null
  pulse: Pulse
}

export type StreamAction =
  | { kind: 'snapshot'; snapshot: LiveSnapshot }
  | { kind: 'update'; update: LiveUpdate }
  | { kind: 'hold'; held: boolean }
  /** The person asked for what waits. */
  | { kind: 'show' }

export const EMPTY_STREAM: Stream = {
  shown: [],
  waiting: [],
  unkept: 0,
  skipped: 0,
  held: false,
  tiles: null,
  pulse: [],
}

/** More than a person scrolls through; the rest is History's. */
const MOST = 1000

export function streamed(stream: Stream, action: StreamAction): Stream {
  switch (action.kind) {
    case 'snapshot':
      return begun(stream, action.snapshot)
    case 'update':
      return grown(stream, action.update)
    case 'hold':
      return action.held ? { ...stream, held: true } : { ...released(stream), held: false }
    case 'show':
      return released(stream)
  }
}

/** A snapshot may come after the first updates, and again after the line was down. */
function begun(stream: Stream, { records, tiles, pulse }: LiveSnapshot): Stream {
  const known = new Set([...stream.waiting, ...stream.shown].map((record) => record.evidence))
  const missing = records.filter((record) => !known.has(record.evidence))
  const newer = stream.tiles === null || tiles.at >= stream.tiles.at
  const filled = { ...stream, ...(newer ? { tiles, pulse } : {}) }
  if (stream.held && stream.shown.length > 0) return waited(filled, missing)
  return { ...filled, shown: newestFirst([...missing, ...stream.shown]) }
}

function grown(stream: Stream, { records, skipped, tiles, pulse }: LiveUpdate): Stream {
  const next = { ...stream, tiles, pulse, skipped: stream.skipped + skipped }
  return stream.held ? waited(next, records) : { ...next, shown: newestFirst([...records, ...stream.shown]) }
}

function waited(stream: Stream, records: readonly QueryRecord[]): Stream {
  const all = stream.waiting.length + records.length
  return {
    ...stream,
    waiting: newestFirst([...records, ...stream.waiting]),
    unkept: stream.unkept + Math.max(0, all - MOST),
  }
}

function released(stream: Stream): Stream {
  if (stream.waiting.length === 0) return stream
  return { ...stream, shown: newestFirst([...stream.waiting, ...stream.shown]), waiting: [], unkept: 0 }
}

function newestFirst(records: readonly QueryRecord[]): QueryRecord[] {
  return records.toSorted((a, b) => b.time - a.time).slice(0, MOST)
}
