import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

const LEAST_PRIORITY = 19
/** Of V8's helpers: low enough to let answers go first, high enough to compile in time what a full core runs. */
const HELPERS_PRIORITY = 5
/** As Node names the threads of V8's pool. In Electron that pool is Chromium's own, which draws and reads files too: it is left alone. */
const HELPER = 'V8Worker'

/**
 * The calling thread works with what nobody else needs. On Linux a thread has a priority of its own; elsewhere it would be the whole program's, and nothing
 * is done. The least priority alone is not enough: Linux lets whoever runs finish a slice of some 3 ms before one who wakes gets the core (EEVDF), which an answer
 * feels. A thread of the policy SCHED_IDLE is interrupted at once, and its core counts as idle when a place for another one is looked for. Node cannot
 * set a policy; `chrt` of util-linux can, and needs no rights to lower one. Where it is missing, the priority holds alone.
 */
export function workInBackground(): void {
  if (process.platform !== 'linux') return
  setPriority(0, LEAST_PRIORITY)
  try {
    execFileSync('chrt', ['--idle', '--pid', '0', threadId()], { stdio: 'ignore', timeout: 2000 })
  } catch {
    // Said above.
  }
}

/**
 * V8's helpers compile hot functions and mark garbage for every thread of the program, milliseconds at a time, and at the priority of those that answer: on
 * two cores a name never seen before waited for them (docs/decisions/0172). To be called once, by any thread.
 */
export function helpersBehindAnswers(): void {
  if (process.platform !== 'linux') return
  for (const number of ownThreads()) {
    try {
      if (readFileSync(`${TASKS}/${number}/comm`, 'utf8').trim() === HELPER)
        setPriority(Number(number), HELPERS_PRIORITY)
    } catch {
      // It has ended meanwhile, or its priority may not be changed: then all is as it was.
    }
  }
}

/** None where there is no /proc. */
function ownThreads(): string[] {
  try {
    return readdirSync(TASKS)
  } catch {
    return []
  }
}

const TASKS = '/proc/self/task'

/** The kernel's number of the calling thread: /proc/thread-self leads to PID/task/NUMBER. */
function threadId(): string {
  return basename(readlinkSync('/proc/thread-self'))
}
