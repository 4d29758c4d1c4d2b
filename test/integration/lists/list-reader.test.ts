import { Worker } from 'node:worker_threads'
import { afterEach, expect, it, vi } from 'vitest'
import { createListReader, type ListReader } from '../../../core/lists/list-reader.ts'
import { threadOptions, threadUrl } from '../../../core/system/threads.ts'

const IDLE_MS = 1000
const started: Worker[] = []
const ended = () => started.filter(({ threadId }) => threadId === -1).length
const launch = () => {
  const worker = new Worker(threadUrl('lists'), threadOptions('lists'))
  started.push(worker)
  return worker
}
let reader: ListReader

function open(): void {
  started.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  reader = createListReader({ launch, idleMs: IDLE_MS })
}

const read = (text: string) =>
  reader.read({
    source: { kind: 'pasted', text },
    copyTo: null,
    seed: { k0: 1, k1: 2 },
    broken: { offset: 0, limit: 10 },
  })

afterEach(async () => {
  vi.useRealTimers()
  await reader[Symbol.asyncDispose]()
})

it('ends its thread when nothing was read for a while, and starts another one for the next list', async () => {
  open()
  await read('a.example\n')
  vi.advanceTimersByTime(IDLE_MS - 1)
  await read('b.example\n')
  expect(started).toHaveLength(1)
  vi.advanceTimersByTime(IDLE_MS)
  expect(await read('c.example\n')).toMatchObject({ ok: true, value: { names: 1 } })
  expect(started).toHaveLength(2)
})

it('keeps its thread while it is wanted, from before the first list', async () => {
  open()
  reader.stay(true)
  expect(started).toHaveLength(1)
  vi.advanceTimersByTime(10 * IDLE_MS)
  await read('a.example\n')
  vi.advanceTimersByTime(10 * IDLE_MS)
  await read('b.example\n')
  expect(started).toHaveLength(1)
  reader.stay(false)
  vi.advanceTimersByTime(IDLE_MS)
  vi.useRealTimers()
  await vi.waitFor(() => expect(ended()).toBe(1))
})

it('reads nothing and starts nothing once it has ended', async () => {
  open()
  await reader[Symbol.asyncDispose]()
  reader.stay(true)
  expect(await read('a.example\n')).toMatchObject({ ok: false, fault: { message: 'the program is ending' } })
  expect(started).toHaveLength(0)
})
