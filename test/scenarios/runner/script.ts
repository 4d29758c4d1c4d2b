/** A scenario's text, read into steps. The format is described in test/scenarios/README.md. */

export type RecordLine = { section: 'answer' | 'authority' | 'additional'; text: string }

export type Step = { line: number; words: string[]; records: RecordLine[] }

export type Scenario = { title: string; steps: Step[] }

/** A line that is not indented is a step; indented lines below it are its records. `#` begins a comment; the first one is the title. */
export function readScenario(text: string): Scenario {
  const steps: Step[] = []
  let title = ''
  for (const [i, raw] of text.split('\n').entries()) {
    const comment = /^#\s*(.*)$/.exec(raw)
    if (comment && title === '') title = comment[1] ?? ''
    const line = raw.replace(/(^|\s)#.*$/, '').trimEnd()
    if (line.trim() === '') continue
    const indented = /^\s/.test(line)
    const step = steps.at(-1)
    if (!indented) steps.push({ line: i + 1, words: line.split(/\s+/), records: [] })
    else if (step === undefined) throw new Error(`line ${i + 1}: a record without a step`)
    else step.records.push(readRecord(line.trim()))
  }
  if (title === '') throw new Error('the first line says in a comment what the scenario shows')
  return { title, steps }
}

function readRecord(text: string): RecordLine {
  const named = /^(authority|additional)\s+(.*)$/.exec(text)
  return named
    ? { section: named[1] as 'authority' | 'additional', text: named[2]!.replace(/\s+/g, ' ') }
    : { section: 'answer', text: text.replace(/\s+/g, ' ') }
}

/** '250ms', '59s', '5m' or '3h'. */
export function milliseconds(text: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? []
  return Number(number) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h']
}
