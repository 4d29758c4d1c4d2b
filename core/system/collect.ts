import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects the garbage of this thread now, and gives back what it held. For after work that leaves tens of megabytes behind in a thread that then rests: V8
 * looks again only when the thread has allocated as much again, which at rest takes hours. Stops the thread for about as long as a collection takes,
 * some 20 ms.
 */
export function collectGarbage(): void {
  // The flag stands for contexts made from now on; the collector is taken out of one that is thrown away at once. It is the flag of all threads: another one
  // that collects may have taken it back meanwhile, and then it is left at that.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined
  setFlagsFromString('--no-expose-gc')
  collect?.()
}

/** More than V8 lets arrays take outside of its heap before it looks for garbage (64 MB), and more than the C library ever takes from memory that was used before. */
const PRESSURE_BYTES = 96 * 2 ** 20
/** What lets go of memory in several steps asks once. */
const SOON_MS = 200

let soon: NodeJS.Timeout | null = null
let refused = false

/**
 * Has V8 collect this thread's garbage soon, step by step beside what it does. For after large shared memory was let go: V8 does not count it, since it is no single
 * thread's, and at rest would not look for it for hours. An array is made that V8 does count, and dropped; nobody writes into it, so it takes no memory. A collection that is
 * asked for outright would stop the thread, with a million objects for 35 to 100 ms; this way it does so seldom (docs/decisions/0154).
 */
export function collectSoon(): void {
  if (refused) return
  soon ??= setTimeout(() => {
    soon = null
    try {
      new ArrayBuffer(PRESSURE_BYTES)
    } catch {
      // A limit of this machine's. V8 has collected before it said so, several times and at a stop: that is not asked for again.
      refused = true
    }
  }, SOON_MS).unref()
}
