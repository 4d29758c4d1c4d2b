import { partsOf } from '../../core/model/encoding.ts'

/** Log-odds of a name by what five attributes say: TLD, labels, length, and whether it has a digit and a hyphen. */
export type CountTable = { cells: ReadonlyMap<string, [number, number]>; total: [number, number] }

const LONGEST = 30
const MOST_LABELS = 5
/** Weight of the wider cell where a narrower one was met so often. */
const STRENGTH = 10

/**
 * From the widest cell to the narrowest: TLD; with the labels; with the length in steps of three; with digit and hyphen. Where one has few
 * names, the one before it says more.
 */
function keysOf(name: string): string[] {
  const { text, labels } = partsOf(name)
  const tld = labels.at(-1)!
  const keys = [tld, `${tld} ${Math.min(labels.length, MOST_LABELS)}`]
  keys.push(`${keys[1]!} ${Math.floor(Math.min(text.length, LONGEST) / 3)}`)
  keys.push(`${keys[2]!} ${/\d/.test(text) ? 'd' : '-'}${text.includes('-') ? 'h' : '-'}`)
  return keys
}

export function countTable(names: readonly string[], labels: ArrayLike<number>): CountTable {
  const cells = new Map<string, [number, number]>()
  const total: [number, number] = [0, 0]
  names.forEach((name, at) => {
    const label = labels[at] === 1 ? 1 : 0
    total[label]++
    for (const key of keysOf(name)) {
      const cell = cells.get(key) ?? [0, 0]
      cells.set(key, cell)
      cell[label]++
    }
  })
  return { cells, total }
}

export function tableLogits({ cells, total }: CountTable, names: readonly string[]): Float32Array {
  const prior = total[1] / (total[0] + total[1])
  return Float32Array.from(names, (name) => {
    let share = prior
    for (const key of keysOf(name)) {
      const [benign, malicious] = cells.get(key) ?? [0, 0]
      share = (malicious + STRENGTH * share) / (benign + malicious + STRENGTH)
    }
    return Math.log(share / (1 - share))
  })
}
