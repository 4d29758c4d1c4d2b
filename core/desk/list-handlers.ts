import type { Library, ListFault } from '../lists/library.ts'
import type { Result } from '../system/result.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type ListParts = {
  library: Library
  /** Answers that each list decided, by its id. */
  hits(): Promise<ReadonlyMap<string, number>>
  /** Resolves when the answers follow what the library has compiled last. */
  applied(): Promise<unknown>
}

type ListCalls = Extract<keyof Handlers, `lists.${string}`>

export function listHandlers({ library, hits, applied }: ListParts): Pick<Handlers, ListCalls> {
  /** A change is acknowledged once the next question meets it. */
  async function inForce<T>(change: Promise<Result<T, ListFault>>): Promise<T> {
    const value = valueOf(await change)
    await applied()
    return value
  }

  return {
    'lists.all': async () => library.all(await hits()),
    'lists.preview': async ({ source }) => valueOf(await library.preview(source)),
    'lists.add': (addition) => inForce(library.add(addition)),
    'lists.change': (change) => inForce(library.change(change)),
    'lists.reload': ({ id }) => inForce(library.reload(id)),
    'lists.remove': async ({ id }) => {
      await inForce(library.remove(id))
      return {}
    },
    'lists.brokenLines': async ({ id, offset, limit }) => valueOf(await library.brokenLines(id, offset, limit)),
  }
}
