import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { schedulingOf } from './scheduling.ts'

const SCHED_IDLE = 5

it.skipIf(process.platform !== 'linux' || !existsSync('/usr/bin/chrt'))(
  'a thread that works in the background has the idle policy, and the thread that started it has not',
  async () => {
    const worker = new Worker(new URL('./background-thread.ts', import.meta.url))
    const [its] = (await once(worker, 'message')) as [{ nice: number; policy: number }]
    expect(its).toEqual({ nice: 19, policy: SCHED_IDLE })
    expect(schedulingOf('/proc/thread-self/stat').policy).not.toBe(SCHED_IDLE)
  }
)
