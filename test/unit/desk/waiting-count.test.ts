import { expect, test } from 'vitest'
import { createWaitingCount } from '../../../core/desk/waiting-count.ts'
import { fakeClock } from '../../fakes/clock.ts'

/** A store that says its numbers when the test says so. */
function counting() {
  const clock = fakeClock()
  const asked: PromiseWithResolvers<number>[] = []
  const told: number[] = []
  const waiting = createWaitingCount({
    clock,
    count() {
      asked.push(Promise.withResolvers())
      return asked.at(-1)!.promise
    },
    changed: () => told.push(waiting.current()),
  })
  return { clock, asked, told, waiting }
}

test('is counted at the first tick, and told when it is another number', async () => {
  const { asked, told, waiting } = counting()
  const first = waiting.tick()
  asked[0]!.resolve(3)
  await first
  await waiting.tick()
  expect([asked.length, waiting.current(), told]).toEqual([1, 3, [3]])
  const same = waiting.again()
  asked[1]!.resolve(3)
  await same
  expect(told).toEqual([3])
})

test('a store that needs long is asked for one count at a time, and once more for all that was doubted meanwhile', async () => {
  const { clock, asked, waiting } = counting()
  const first = waiting.tick()
  for (let second = 0; second < 5; second++) {
    clock.pass(1000)
    waiting.doubt()
    void waiting.tick()
    void waiting.again()
  }
  expect(asked).toHaveLength(1)
  asked[0]!.resolve(1)
  await first
  // It took five seconds: the store has a pause of twenty times as long.
  clock.pass(99_999)
  void waiting.tick()
  expect(asked).toHaveLength(1)
  clock.pass(1)
  void waiting.tick()
  expect(asked).toHaveLength(2)
})

test('a count that fails leaves the number and the doubt, and is made again after a minute', async () => {
  const { clock, asked, waiting } = counting()
  const failing = waiting.tick()
  asked[0]!.reject(new Error('the store is closed'))
  await expect(failing).rejects.toThrow('the store is closed')
  clock.pass(59_999)
  void waiting.tick()
  expect([asked.length, waiting.current()]).toEqual([1, 0])
  clock.pass(1)
  void waiting.tick()
  expect(asked).toHaveLength(2)
})
