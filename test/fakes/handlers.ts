import { contract, type CallName } from '../../core/contract/contract.ts'
import type { Handlers } from '../../core/desk/handlers.ts'

/** Handlers of which a test brings the ones it expects; any other call fails the test by its message. */
export function fakeHandlers(expected: Partial<Handlers>): Handlers {
  const surprise = (name: string) => () => Promise.reject(new Error(`this test did not expect ${name}`))
  const all = Object.keys(contract.calls).map((name) => [name, expected[name as CallName] ?? surprise(name)])
  return Object.fromEntries(all) as Handlers
}

/** For a test in which nothing may go wrong unseen. */
export function noBugs(bug: unknown): void {
  throw new Error('a bug was reported', { cause: bug })
}
