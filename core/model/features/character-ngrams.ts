import { hashUnit } from '../hash.ts'
import type { IdList } from './id-list.ts'

const START = 94 // '^'
const END = 36 // '$'
const SALT = 0x2545f491

/** Every run of `shortest` to `longest` characters, the ends of the name marked, so that `^pay` differs from `pay`. */
export function addCharacterNgrams(into: IdList, text: string, sizes: { shortest: number; longest: number }): void {
  const units = text.length + 2
  for (let start = 0; start < units - 1; start++) {
    let hash = SALT
    const last = Math.min(units, start + sizes.longest)
    for (let at = start; at < last; at++) {
      hash = hashUnit(hash, at === 0 ? START : at === units - 1 ? END : text.charCodeAt(at - 1))
      if (at - start + 1 >= sizes.shortest) into.add(hash)
    }
  }
}
