import { expect, test, vi } from 'vitest'
import { keptBriefly } from '../../../core/desk/kept-briefly.ts'
import { fakeClock } from '../../fakes/clock.ts'

function counting() {
  const clock = fakeClock()
  let asks = 0
  const get = keptBriefly(2000, clock, () => Promise.resolve(++asks))
  return { clock, get }
}

test('who asks at the same time or a little later gets the same answer', async () => {
  const { clock, get } = counting()
  const together = await Promise.all([get(), get()])
  clock.pass(1999)
  expect([...together, await get()]).toEqual([1, 1, 1])
})

test('it is asked anew once the time is over', async () => {
  const { clock, get } = counting()
  await get()
  clock.pass(2000)
  expect(await get()).toBe(2)
})

test('it is not held any longer, though nobody asks', async () => {
  vi.useFakeTimers()
  try {
    const { get } = counting()
    await get()
    vi.advanceTimersByTime(2000)
    // By its clock no time has passed: it is asked anew because the answer is gone.
    expect(await get()).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})

test('it is asked anew after it was forgotten', async () => {
  const { get } = counting()
  await get()
  get.forget()
  expect(await get()).toBe(2)
})

test('a failure is told to those who waited, and is not kept', async () => {
  let broken = true
  const get = keptBriefly(2000, fakeClock(), () =>
    broken ? Promise.reject(new Error('gone')) : Promise.resolve('back')
  )
  const together = await Promise.allSettled([get(), get()])
  expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  broken = false
  expect(await get()).toBe('back')
})

test('a failure that comes late does not throw a fresh answer away', async () => {
  const clock = fakeClock()
  const slow = Promise.withResolvers<string>()
  const answers = [slow.promise, Promise.resolve('fresh'), Promise.resolve('asked once too often')].values()
  const get = keptBriefly(2000, clock, () => answers.next().value!)
  const first = get()
  clock.pass(2000)
  expect(await get()).toBe('fresh')
  slow.reject(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  expect(await get()).toBe('fresh')
})
