import { expect, test } from 'vitest'
import type { LiveUpdate } from '../../../core/contract/live.ts'
import { createLiveView } from '../../../core/desk/live-view.ts'
import { LATENCY_STEPS, type LivePart, type Second } from '../../../core/store/live-fold.ts'
import { VERDICT_KINDS } from '../../../core/verdict/verdict.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { asked } from '../../fakes/log-of.ts'

function setUp() {
  const clock = fakeClock()
  const updates: LiveUpdate[] = []
  const live = createLiveView({ clock, waiting: () => 3, emit: (update) => updates.push(update) })
  return { clock, live, updates }
}

const second = (start: number, allowed: number): Second => ({
  start: Math.floor(start / 1000) * 1000,
  verdicts: VERDICT_KINDS.map((kind) => (kind === 'allowed-by-model' ? allowed : 0)),
  cached: 0,
  late: 0,
  failed: 0,
  latency: Array.from({ length: LATENCY_STEPS }, (_, step) => (step === 0 ? allowed : 0)),
})

const part = (count: number, more: Partial<LivePart> = {}): LivePart => ({
  records: Array.from({ length: count }, (_, at) => ({ ...asked({ time: at }), evidence: `id-${at}` })),
  skipped: 0,
  dropped: 0,
  seconds: [],
  ...more,
})

test('what comes is passed on with the figures of now', () => {
  const { clock, live, updates } = setUp()
  live.take(part(2, { skipped: 7, seconds: [second(clock.now() - 1000, 9)] }))
  expect(updates).toMatchObject([
    {
      skipped: 7,
      records: [{ evidence: 'id-0' }, { evidence: 'id-1' }],
      tiles: { queriesPerMinute: 9, unsureWaiting: 3 },
    },
  ])
  expect(updates[0]!.pulse).toHaveLength(60)
})

test('who opens the screen later finds the newest 500, oldest first', () => {
  const { live } = setUp()
  live.take(part(400))
  live.take(part(300))
  const { records } = live.snapshot()
  expect(records).toHaveLength(500)
  expect([records[0]!.evidence, records.at(-1)!.evidence]).toEqual(['id-200', 'id-299'])
})

test('records that never reached the store are added up', () => {
  const { live } = setUp()
  live.take(part(0, { dropped: 4 }))
  live.take(part(0, { dropped: 5 }))
  expect(live.snapshot().tiles.logDropped).toBe(9)
})

test('where nothing is asked the picture moves on once a second, and no faster', () => {
  const { clock, live, updates } = setUp()
  live.take(part(1, { seconds: [second(clock.now(), 6)] }))
  clock.pass(999)
  live.tick()
  expect(updates).toHaveLength(1)
  clock.pass(61_000)
  live.tick()
  live.tick()
  expect(updates).toHaveLength(2)
  expect(updates[1]).toMatchObject({ records: [], skipped: 0, tiles: { queriesPerMinute: 0, blockedShare: null } })
})
