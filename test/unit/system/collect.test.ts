import { expect, test, vi } from 'vitest'
import { collectGarbage, collectSoon } from '../../../core/system/collect.ts'

const SIZE = 64 * 2 ** 20

test('gives back what nothing refers to, and only that', async () => {
  const kept = new Uint8Array(SIZE)
  const before = process.memoryUsage().arrayBuffers
  leave()
  expect(process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(before + SIZE)
  // Arrays are given back by a thread of V8's; on a busy machine that is after the collection.
  await vi.waitFor(() => {
    collectGarbage()
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + SIZE / 2)
  })
  expect(process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(kept.byteLength)
})

test('leaves no collector behind for others to call', () => {
  collectGarbage()
  expect('gc' in globalThis).toBe(false)
})

test('has shared memory given back that nothing refers to any more', async () => {
  let collected = false
  // Looking at a WeakRef would keep what it refers to for the collection under way.
  const registry = new FinalizationRegistry(() => (collected = true))
  registry.register(new SharedArrayBuffer(SIZE), null)
  // Asked twice: a list that is replaced lets go of more than one thing.
  collectSoon()
  collectSoon()
  await vi.waitFor(() => expect(collected).toBe(true), { timeout: 5000 })
})

test('asks no more where the memory is refused', async () => {
  vi.resetModules()
  const asking = (await import('../../../core/system/collect.ts')).collectSoon
  vi.useFakeTimers()
  let refusals = 0
  vi.stubGlobal('ArrayBuffer', function () {
    refusals++
    throw new RangeError('Array buffer allocation failed')
  })
  try {
    for (let turn = 0; turn < 3; turn++) {
      asking()
      vi.advanceTimersByTime(1000)
    }
  } finally {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  }
  expect(refusals).toBe(1)
})

function leave(): void {
  new Uint8Array(SIZE).fill(1)
}
