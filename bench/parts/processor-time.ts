import { readdirSync, readFileSync } from 'node:fs'

/** Seconds on a core, and seconds ready to run while others had it. */
export type Seconds = { running: number; waiting: number }

/** By the thread's name: what each has used since it began. */
export type ThreadSeconds = Map<string, Seconds>

const NANOSECONDS = 1e9
const NONE: Seconds = { running: 0, waiting: 0 }

/**
 * What the kernel counts to the nanosecond (/proc/PID/task/TID/schedstat: running, waiting, turns). Threads with one name, such as V8's helpers,
 * are one; threads that have ended are no longer there.
 */
export function threadSeconds(pid: number): ThreadSeconds {
  const used: ThreadSeconds = new Map()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const folder = `/proc/${pid}/task/${thread}`
      const name = readFileSync(`${folder}/comm`, 'utf8').trim()
      const [running = 0, waiting = 0] = readFileSync(`${folder}/schedstat`, 'utf8')
        .split(' ')
        .map((text) => Number(text) / NANOSECONDS)
      const before = used.get(name) ?? NONE
      used.set(name, { running: before.running + running, waiting: before.waiting + waiting })
    } catch {
      // It ended while we read.
    }
  }
  return used
}

export function since(before: ThreadSeconds, after: ThreadSeconds): ThreadSeconds {
  return new Map(
    [...after].map(([name, { running, waiting }]) => {
      const then = before.get(name) ?? NONE
      return [name, { running: running - then.running, waiting: waiting - then.waiting }]
    })
  )
}

/** Anonymous and shared memory in bytes, without the files that libraries map. */
export function privateBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0)
  return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024
}
