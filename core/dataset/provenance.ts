import { z } from 'zod'

/** Columns that say where a name comes from and what may be done with it; kept, counted and shown, never learnt from. */
export const ORIGIN_TITLES = ['source', 'licence', 'kind', 'shape'] as const
/** Spelt otherwise in some lists. */
const ALSO: Record<string, (typeof ORIGIN_TITLES)[number]> = { license: 'licence' }

/** How many names each value of a column has; the most frequent first, the rest in one number. */
export const columnCountSchema = z.object({
  title: z.string(),
  distinct: z.number(),
  values: z.array(z.object({ value: z.string(), names: z.number() })),
  others: z.number(),
})
export type ColumnCount = z.infer<typeof columnCountSchema>

const SHOWN = 8
const LONGEST = 60
/** A column with so many values is no origin (an id, a date); what comes after is counted as one. */
const MOST_ORIGINS = 4096

/** The origin of a name as a small number: the same cells, the same number. */
export class Origins {
  readonly #cells: string[][] = [ORIGIN_TITLES.map(() => '')]
  readonly #known = new Map<string, number>([['\t\t\t', 0]])

  /** Finds the columns of a file once; the result reads a row. */
  reader(header: readonly string[]): (fields: readonly string[]) => number {
    const places = ORIGIN_TITLES.map((title) =>
      header.findIndex((written) => written === title || ALSO[written] === title)
    )
    if (places.every((at) => at < 0)) return () => 0
    return (fields) => this.#numberOf(places.map((at) => (at < 0 ? '' : (fields[at] ?? '').slice(0, LONGEST))))
  }

  /** Names of one kind and shape are a stratum of a sample. */
  stratum(origin: number): string {
    const [, , kind, shape] = this.#cells[origin]!
    return `${kind!}\t${shape!}`
  }

  /** `names` counts by origin. Columns without a value are left out. */
  counts(names: readonly (number | undefined)[]): ColumnCount[] {
    return ORIGIN_TITLES.map((title, column) => {
      const sums = new Map<string, number>()
      this.#cells.forEach((cells, origin) => {
        const more = names[origin] ?? 0
        if (cells[column] !== '' && more > 0) sums.set(cells[column]!, (sums.get(cells[column]!) ?? 0) + more)
      })
      const sorted = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      return {
        title,
        distinct: sorted.length,
        values: sorted.slice(0, SHOWN).map(([value, count]) => ({ value, names: count })),
        others: sorted.slice(SHOWN).reduce((sum, [, count]) => sum + count, 0),
      }
    }).filter(({ distinct }) => distinct > 0)
  }

  #numberOf(cells: string[]): number {
    const key = cells.join('\t')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#cells.length >= MOST_ORIGINS) return 0
    this.#known.set(key, this.#cells.length)
    this.#cells.push(cells)
    return this.#cells.length - 1
  }
}
