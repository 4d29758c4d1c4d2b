import type { DomainName } from '../dns/name.ts'
import type { Library } from '../lists/library.ts'
import type { ListFault } from '../lists/list-faults.ts'
import type { OwnNames } from '../lists/own-names.ts'
import { openRuleBook } from '../lists/rule-book.ts'
import type { NameTotals } from '../store/port.ts'
import { collectSoon } from '../system/collect.ts'
import type { Result } from '../system/result.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'
import { reachOver } from './reach.ts'

export type ListParts = {
  library: Library
  /** Answers that each list decided, by its id. */
  hits(): Promise<ReadonlyMap<string, number>>
  /** Every name of the last 30 days. */
  asked(): Promise<NameTotals>
  own: OwnNames
  /** Resolves when the answers follow what the library has compiled last. */
  applied(): Promise<unknown>
}

type ListCalls = Extract<keyof Handlers, `lists.${string}`>

export function listHandlers({ library, hits, asked, own, applied }: ListParts): Pick<Handlers, ListCalls> {
  /** A change is acknowledged once the next question meets it. */
  async function inForce<T>(change: Promise<Result<T, ListFault>>): Promise<T> {
    const value = valueOf(await change)
    await applied()
    return value
  }

  return {
    'lists.all': async () => library.all(await hits()),
    'lists.preview': async ({ source }) => valueOf(await library.preview(source)),
    'lists.reach': async ({ what, effect }) => {
      const book = openRuleBook(valueOf(await library.alone(what, effect)))
      // An exception inside a list that blocks is not what is asked for, and the other way round.
      const decides = (name: DomainName) => {
        const match = book.match(name)
        return match !== null && (match.effect === 'allow') === (effect === 'allow')
      }
      try {
        return reachOver(await asked(), decides, own)
      } finally {
        // The table that was read for this alone.
        if ('source' in what) collectSoon()
      }
    },
    'lists.add': (addition) => inForce(library.add(addition)),
    'lists.change': (change) => inForce(library.change(change)),
    'lists.reload': ({ id }) => inForce(library.reload(id)),
    'lists.running': async () => library.running(),
    'lists.cancel': async ({ url }) => {
      library.cancel(url)
      return {}
    },
    'lists.remove': async ({ id }) => {
      await inForce(library.remove(id))
      return {}
    },
    'lists.restore': ({ id }) => inForce(library.restore(id)),
    'lists.brokenLines': async ({ id, offset, limit }) => valueOf(await library.brokenLines(id, offset, limit)),
  }
}
