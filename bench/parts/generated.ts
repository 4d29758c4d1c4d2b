import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './build.ts'

export const PERFORMANCE = join(ROOT, 'docs', 'performance.md')

/**
 * Writes what a command measured between its two marks, `<!-- NAME -->` and `<!-- /NAME -->`; what people wrote around them stays. Throws when the
 * marks are not there.
 */
export function writeGenerated(file: string, name: string, text: string): void {
  writeFileSync(file, withGenerated(readFileSync(file, 'utf8'), name, text))
}

export function withGenerated(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the page has no marks ${begin} and ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`
}

/** Cells of a Markdown table; all columns but the first are numbers and stand to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
