import type { Library } from '../lists/library.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type ListParts = {
  library: Library
  /** Answers that each list decided, by its id. */
  hits(): Promise<ReadonlyMap<string, number>>
}

type ListCalls = Extract<keyof Handlers, `lists.${string}`>

export function listHandlers({ library, hits }: ListParts): Pick<Handlers, ListCalls> {
  return {
    'lists.all': async () => library.all(await hits()),
    'lists.preview': async ({ source }) => valueOf(await library.preview(source)),
    'lists.add': async (addition) => valueOf(await library.add(addition)),
    'lists.change': async (change) => valueOf(await library.change(change)),
    'lists.reload': async ({ id }) => valueOf(await library.reload(id)),
    'lists.remove': async ({ id }) => {
      valueOf(await library.remove(id))
      return {}
    },
    'lists.brokenLines': async ({ id, offset, limit }) => valueOf(await library.brokenLines(id, offset, limit)),
  }
}
