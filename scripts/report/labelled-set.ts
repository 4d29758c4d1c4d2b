import { readDataFile } from '../../core/dataset/read-file.ts'
import { mix, hashText } from '../../core/model/hash.ts'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'

/** A labelled file, row by row as it stands: same place, same row. `columns` holds the other columns by title, all of them as long as `names`. */
export type LabelledSet = {
  names: string[]
  /** 1 malicious, 0 benign. */
  labels: Uint8Array
  columns: Readonly<Record<string, readonly string[]>>
  /** Lines that could not be read. */
  broken: number
}

export async function readLabelledSet(path: string): Promise<Result<LabelledSet, Fault>> {
  const names: string[] = []
  const labels: number[] = []
  const rows: (readonly string[])[] = []
  const read = await readDataFile(path, {
    take: (name, label, fields) => {
      if (label === null) return false
      names.push(name)
      labels.push(label)
      rows.push(fields)
      return true
    },
  })
  if (!read.ok) return read
  if (names.length === 0)
    return failed({ kind: 'bad-input', message: `${path} holds no labelled name that can be read` })
  const columns = Object.fromEntries(
    read.value.layout.header.map((title, at) => [title, rows.map((fields) => fields[at] ?? '')])
  )
  return ok({ names, labels: Uint8Array.from(labels), columns, broken: read.value.broken })
}

/** The rows at `places`, in that order. */
export function subset(set: LabelledSet, places: readonly number[]): LabelledSet {
  return {
    names: places.map((at) => set.names[at]!),
    labels: Uint8Array.from(places, (at) => set.labels[at]!),
    columns: Object.fromEntries(
      Object.entries(set.columns).map(([title, cells]) => [title, places.map((at) => cells[at]!)])
    ),
    broken: set.broken,
  }
}

export function placesWhere(set: LabelledSet, is: (at: number) => boolean): number[] {
  return set.names.flatMap((_, at) => (is(at) ? [at] : []))
}

/** At most `most` rows, chosen by a hash of the name: the same ones every time. Null takes all. */
export function sampled(set: LabelledSet, most: number | null): LabelledSet {
  if (most === null || set.names.length <= most) return set
  const places = set.names.map((_, at) => at)
  const order = set.names.map((name) => mix(hashText(name)))
  places.sort((a, b) => order[a]! - order[b]! || a - b)
  return subset(set, places.slice(0, most))
}
