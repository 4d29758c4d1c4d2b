import { expect, test, vi } from 'vitest'
import { collectGarbage } from '../../../core/system/collect.ts'

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

function leave(): void {
  new Uint8Array(SIZE).fill(1)
}
