import { assertNever, failed, ok, type Result } from '../system/result.ts'
import { COMPARISONS, type NamePattern, type Term } from './criteria.ts'
import { parseNamePart, parseNamePattern, printNamePattern } from './name-pattern.ts'
import { VERDICT_WORDS } from './verdict-groups.ts'
import { quoted, readWords, type FilterFault, type Value, type Word } from './words.ts'

export type { FilterFault } from './words.ts'

/** What may stand before a colon, and the field that it means. */
const FIELDS: Record<string, Term['field']> = {
  name: 'name',
  client: 'client',
  type: 'type',
  verdict: 'verdict',
  score: 'score',
  ms: 'milliseconds',
  cached: 'cached',
  list: 'list',
  model: 'model',
  rcode: 'rcode',
}
const WRITTEN = { milliseconds: 'ms' } as Partial<Record<Term['field'], string>>

type Read = Result<Term, FilterFault>

/**
 * Reads the filter language, the same on every screen: `verdict:blocked client:10.0.0.7 name:*.ru score:>=0.8 -type:AAAA ms:>20
 * cached:yes list:"my list" model:x rcode:nxdomain shop`. All terms must hold, alternatives are parted by commas, `-` turns a term
 * round, a bare word is a part of the name. Renderer-safe.
 */
export function parseFilter(text: string): Result<Term[], FilterFault> {
  const words = readWords(text)
  if (!words.ok) return words
  const terms: Term[] = []
  for (const word of words.value) {
    const term = readTerm(word)
    if (!term.ok) return term
    terms.push(term.value)
  }
  return ok(terms)
}

/** Text that parseFilter reads as these terms. */
export function printFilter(terms: readonly Term[]): string {
  return terms.map((term) => (term.negated ? '-' : '') + printTerm(term)).join(' ')
}

function readTerm({ negated, field: written, values }: Word): Read {
  if (written === null) return nameTerm(negated, values, parseNamePart)
  const field = Object.hasOwn(FIELDS, written.text.toLowerCase()) ? FIELDS[written.text.toLowerCase()] : undefined
  switch (field) {
    case undefined:
      return failed({
        message: `"${written.text}" is no field; the fields are ${Object.keys(FIELDS).join(', ')}. Write other text with a colon in quotes`,
        at: written.at,
      })
    case 'name':
      return nameTerm(negated, values, parseNamePattern)
    case 'verdict':
      return verdictTerm(negated, values)
    case 'score':
    case 'milliseconds':
      return numberTerm(field, negated, values)
    case 'cached':
      return cachedTerm(negated, values)
    case 'type':
    case 'rcode':
      return ok({ field, negated, values: values.map(({ text }) => text.toUpperCase()) })
    case 'client':
      return ok({ field, negated, values: values.map(({ text }) => text.toLowerCase()) })
    case 'list':
    case 'model':
      return ok({ field, negated, values: values.map(({ text }) => text) })
    default:
      return assertNever(field)
  }
}

function nameTerm(negated: boolean, values: Value[], read: (text: string) => NamePattern | null): Read {
  const patterns: NamePattern[] = []
  for (const { text, at } of values) {
    const pattern = read(text)
    if (pattern === null) return failed({ message: `"${text}" is no name and no part of one`, at })
    patterns.push(pattern)
  }
  return ok({ field: 'name', negated, patterns })
}

function verdictTerm(negated: boolean, values: Value[]): Read {
  const words = values.map(({ text }) => text.toLowerCase())
  const wrong = words.findIndex((word) => !VERDICT_WORDS.includes(word))
  if (wrong < 0) return ok({ field: 'verdict', negated, values: words })
  const { text, at } = values[wrong]!
  return failed({ message: `"${text}" is no verdict; verdicts are ${VERDICT_WORDS.join(', ')}`, at })
}

function numberTerm(field: 'score' | 'milliseconds', negated: boolean, values: Value[]): Read {
  const { text, at } = values[0]!
  const what = field === 'score' ? 'a score' : 'a time in milliseconds'
  if (values.length > 1)
    return failed({ message: `${what} has no alternatives; write one comparison a term`, at: values[1]!.at })
  const compare = COMPARISONS.find((sign) => text.startsWith(sign)) ?? '='
  const digits = text.startsWith(compare) ? text.slice(compare.length) : text
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) {
    return failed({ message: `${what} is compared with a number, such as ${field === 'score' ? '>=0.8' : '>20'}`, at })
  }
  const value = Number(digits)
  if (field === 'score' && value > 1) return failed({ message: 'a score lies between 0 and 1', at })
  return Number.isFinite(value)
    ? ok({ field, negated, compare, value })
    : failed({ message: 'this number is too large', at })
}

function cachedTerm(negated: boolean, values: Value[]): Read {
  const { text, at } = values[0]!
  const word = text.toLowerCase()
  const value = ['yes', 'true'].includes(word) ? true : ['no', 'false'].includes(word) ? false : null
  if (value === null || values.length > 1) return failed({ message: 'cached is yes or no', at })
  return ok({ field: 'cached', negated, value })
}

function printTerm(term: Term): string {
  if (term.field === 'name') return printNames(term.patterns)
  const field = WRITTEN[term.field] ?? term.field
  switch (term.field) {
    case 'score':
    case 'milliseconds':
      return `${field}:${term.compare}${term.value}`
    case 'cached':
      return `${field}:${term.value ? 'yes' : 'no'}`
    default:
      return `${field}:${term.values.map((value) => quoted(value, false)).join(',')}`
  }
}

function printNames(patterns: readonly NamePattern[]): string {
  const bare = patterns.every(({ kind }) => kind === 'part')
  const texts = patterns.map((pattern) => quoted(bare ? pattern.text : printNamePattern(pattern), bare))
  return (bare ? '' : 'name:') + texts.join(',')
}
