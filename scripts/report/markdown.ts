/** A table of Markdown; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`)
  return [head, `|${' --- |'.repeat(rows[0]?.length ?? 0)}`, ...body].join('\n')
}

export const NONE = '-'

/** A share as per cent, with two digits more where it is small. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE
  const percent = value * 100
  return `${percent.toFixed(percent < 5 && percent > 0 ? 2 : 1)} %`
}

export function fixed(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined ? NONE : value.toFixed(digits)
}

export function count(value: number): string {
  return value.toLocaleString('en')
}

export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** `0.9431 (0.9429 - 0.9433)`: mean, lowest and highest. */
export function meanAndRange(values: readonly number[], write: (value: number) => string): string {
  if (values.length === 0) return NONE
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return `${write(mean)} (${write(Math.min(...values))} - ${write(Math.max(...values))})`
}

const BEGIN = '<!-- report:model begins. Made by `npm run report:model`; change nothing by hand. -->'
const END = '<!-- report:model ends -->'

/** The page with `generated` between the marks; null where it has no marks. */
export function betweenMarks(page: string, generated: string): string | null {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) return null
  return `${page.slice(0, from + BEGIN.length)}\n\n${generated.trim()}\n\n${page.slice(to)}`
}
