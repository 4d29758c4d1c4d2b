import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

const LEAST_PRIORITY = 19

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

/** The kernel's number of the calling thread: /proc/thread-self leads to PID/task/NUMBER. */
function threadId(): string {
  return basename(readlinkSync('/proc/thread-self'))
}
