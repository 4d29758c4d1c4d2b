import { partsOf } from './encoding.ts'
import { scaleOf } from './embedding-bag.ts'
import type { FeatureShare } from './architectures/architecture.ts'
import { addCharacterNgrams } from './features/character-ngrams.ts'
import type { IdList } from './features/id-list.ts'
import { addStructure, eachToken } from './features/structure.ts'

type Hashed = { name: string; table: Float32Array; list: IdList; sizes: { shortest: number; longest: number } }

export const NGRAM = 'n-gram'

/**
 * The shares of a linear network on hashed n-grams and structural tokens. Hashes do not turn back into text, so the texts are walked in the
 * order in which the encoder hashed them. What a name has twice stands here once, with the sum.
 */
export function featureShares({ name, table, list, sizes }: Hashed): FeatureShare[] {
  const parts = partsOf(name)
  list.clear()
  addCharacterNgrams(list, parts.text, sizes)
  addStructure(list, parts)
  const scale = scaleOf(list.length)
  const shares = new Map<string, FeatureShare>()
  let at = 0
  const add = (kind: string, token: string): void => {
    const share = scale * table[list.ids[at++]!]!
    const key = `${kind} ${token}`
    const known = shares.get(key)
    if (known === undefined) shares.set(key, { kind, token, share })
    else known.share += share
  }
  const marked = `^${parts.text}$`
  for (let start = 0; start < marked.length - 1; start++) {
    const last = Math.min(sizes.longest, marked.length - start)
    for (let size = sizes.shortest; size <= last; size++) add(NGRAM, marked.slice(start, start + size))
  }
  eachToken(parts, add)
  if (at !== list.length) throw new Error(`${at} features were named where the encoder has ${list.length}`)
  return [...shares.values()]
}
