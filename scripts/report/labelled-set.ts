import { tooMany, MOST_NAMES } from '../../core/dataset/inspect.ts'
import { readDataFile, type FileReport } from '../../core/dataset/read-file.ts'
import { hashText, mix } from '../../core/model/hash.ts'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'

/** A labelled file, row by row as it stands: same place, same row. `columns` holds the other columns by title, all of them as long as `names`. */
export type LabelledSet = {
  names: string[]
  /** 1 malicious, 0 benign. */
  labels: Uint8Array
  columns: Readonly<Record<string, readonly string[]>>
  /** Lines that could not be read, and the first of them. */
  broken: number
  brokenLines: FileReport['brokenLines']
}

export async function readLabelledSet(path: string): Promise<Result<LabelledSet, Fault>> {
  const names: string[] = []
  const labels: number[] = []
  const rows: (readonly string[])[] = []
  const found = { unlabelled: false }
  const read = await readDataFile(path, {
    take: (name, label, { fields }) => {
      if (label === null) return !(found.unlabelled = true)
      names.push(name)
      labels.push(label)
      rows.push(fields)
      return names.length <= MOST_NAMES
    },
  })
  if (!read.ok) return read
  const { layout, broken, brokenLines } = read.value
  if (found.unlabelled)
    return unfit('the file has no column of labels; it needs a header line with at least `domain` and `label`')
  if (names.length > MOST_NAMES) return unfit(tooMany())
  if (names.length === 0)
    return unfit(`the file holds no labelled name that can be read (${broken} broken lines${firstOf(brokenLines)})`)
  const columns = Object.fromEntries(layout.header.map((title, at) => [title, rows.map((fields) => fields[at] ?? '')]))
  return ok({ names, labels: Uint8Array.from(labels), columns, broken, brokenLines })
}

/** `; the first is line 3: why`, or nothing. */
export function firstOf(lines: LabelledSet['brokenLines']): string {
  const [first] = lines
  return first === undefined ? '' : `; the first is line ${first.line}: ${first.reason}`
}

/** How many names stand in the set with both labels. */
export function contradictions({ names, labels }: LabelledSet): number {
  const seen = new Map<string, number>()
  names.forEach((name, at) => seen.set(name, (seen.get(name) ?? 0) | (labels[at] === 1 ? 2 : 1)))
  return [...seen.values()].filter((both) => both === 3).length
}

function unfit(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-input', message })
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
    brokenLines: set.brokenLines,
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
