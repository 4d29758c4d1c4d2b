import { expect, it } from 'vitest'
import type { LiveUpdate, Tiles } from '../../../core/contract/live.ts'
import type { QueryRecord } from '../../../core/log/record.ts'
import { EMPTY_STREAM, streamed, type Stream, type StreamAction } from '../../../renderer/src/live/stream.ts'

it('shows the newest first, whatever order the resolver sends', () => {
  const stream = after(snapshot(1, 3, 2), update(5, 4))
  expect(shown(stream)).toEqual([5, 4, 3, 2, 1])
})

it('lets new rows wait while it is held', () => {
  const stream = after(snapshot(1), hold(true), update(2), update(3))
  expect([shown(stream), stream.waiting.length]).toEqual([[1], 2])
})

it('shows what waited once it is let go, or on request', () => {
  const held = after(snapshot(1), hold(true), update(2))
  expect(shown(streamed(held, hold(false)))).toEqual([2, 1])
  const asked = streamed(held, { kind: 'show' })
  expect([shown(asked), asked.held]).toEqual([[2, 1], true])
})

it('takes the figures of every update, held or not', () => {
  const stream = after(snapshot(1), hold(true), update(2))
  expect(stream.tiles?.at).toBe(2)
})

it('shows an answer once, when updates came before the snapshot that holds them too', () => {
  const stream = after(update(2, 3), snapshot(1, 2, 3))
  expect(shown(stream)).toEqual([3, 2, 1])
})

it('keeps the newer figures when an old snapshot arrives late', () => {
  expect(after(update(9), snapshot(1)).tiles?.at).toBe(9)
})

it('does not move shown rows for a snapshot after a lost connection', () => {
  const stream = after(snapshot(1, 2), hold(true), snapshot(1, 2, 3))
  expect([shown(stream), stream.waiting.length]).toEqual([[2, 1], 1])
})

it('bounds what it keeps and counts the rest', () => {
  const many = Array.from({ length: 1200 }, (_, i) => i + 1)
  const stream = after(snapshot(0), hold(true), update(...many))
  expect([stream.waiting.length, stream.unkept]).toEqual([1000, 200])
  expect(streamed(stream, { kind: 'show' }).shown).toHaveLength(1000)
})

it('sums what was too fast to be sent', () => {
  const stream = after(snapshot(1), skipping(40), skipping(2))
  expect(stream.skipped).toBe(42)
})

function after(...actions: StreamAction[]): Stream {
  return actions.reduce(streamed, EMPTY_STREAM)
}

function shown(stream: Stream): number[] {
  return stream.shown.map((record) => record.time)
}

function snapshot(...times: number[]): StreamAction {
  return { kind: 'snapshot', snapshot: { records: times.map(record), tiles: tiles(Math.max(...times)), pulse: [] } }
}

function update(...times: number[]): StreamAction {
  return { kind: 'update', update: some(times) }
}

function skipping(skipped: number): StreamAction {
  return { kind: 'update', update: { ...some([2]), records: [], skipped } }
}

function hold(held: boolean): StreamAction {
  return { kind: 'hold', held }
}

function some(times: number[]): LiveUpdate {
  return { records: times.map(record), skipped: 0, tiles: tiles(Math.max(...times)), pulse: [] }
}

function tiles(at: number): Tiles {
  return {
    at,
    queriesPerMinute: 1,
    blockedShare: 0,
    unsureWaiting: 0,
    p50Ms: 1,
    p99Ms: 1,
    cacheHitShare: 0,
    logDropped: 0,
    lateScores: 0,
    failedAnswers: 0,
  }
}

function record(time: number): QueryRecord {
  return {
    evidence: `evidence-${time}`,
    time,
    client: '10.0.0.7',
    name: 'shop.brightfern.example',
    type: 'A',
    verdict: 'allowed-by-model',
    rule: null,
    modelId: null,
    score: null,
    band: null,
    unscored: null,
    rcode: 'NOERROR',
    answers: [],
    upstream: null,
    milliseconds: 1,
    cached: false,
    transport: 'udp',
  }
}
