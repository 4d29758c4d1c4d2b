import type { Library } from '../lists/library.ts'
import type { EventHub } from './handlers.ts'

const LOOK_EVERY_MS = 30_000
/** After a start what answers comes first. */
const FIRST_LOOK_MS = 5000
const TELL_EVERY_MS = 250

/** Fetches the lists that are due, and tells the screens what is being fetched. */
export function startListFetching(
  { library, events }: { library: Library; events: EventHub },
  report: (bug: unknown) => void
): Disposable {
  let looking = false
  let told: NodeJS.Timeout | null = null

  function look(): void {
    if (looking) return
    looking = true
    library
      .refreshDue()
      .catch(report)
      .finally(() => (looking = false))
  }

  /** At most so often: bytes come by the thousand pieces. */
  function tell(): void {
    told ??= setTimeout(() => {
      told = null
      events.emit('lists.fetching', { running: library.running() })
    }, TELL_EVERY_MS).unref()
  }

  const first = setTimeout(look, FIRST_LOOK_MS).unref()
  const timer = setInterval(look, LOOK_EVERY_MS)
  const end = library.onRunning(tell)
  return {
    [Symbol.dispose]() {
      clearTimeout(first)
      clearInterval(timer)
      if (told !== null) clearTimeout(told)
      end()
    },
  }
}
