import { failed, ok, type Result } from '../system/result.ts'

/** `at` counts characters of the text from 0. */
export type FilterFault = { message: string; at: number }

export type Value = { text: string; at: number }

/** A term as it is written: `-client:10.0.0.7,10.0.0.8`, or a bare word, which has no field. */
export type Word = { negated: boolean; field: Value | null; values: Value[] }

/** Splits a filter into its terms. White space parts terms, a comma alternatives; quotes keep both, with \" and \\ inside. */
export function readWords(text: string): Result<Word[], FilterFault> {
  const words: Word[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    const read = readWord(text, at)
    if (!read.ok) return read
    words.push(read.value.word)
    at = skipSpace(text, read.value.end)
  }
  return ok(words)
}

/** Quotes a value where it must be, so that readWords gives it back. `bare` when no field stands before it. */
export function quoted(value: string, bare: boolean): string {
  const plain = bare ? /^[^\s,":-][^\s,":]*$/ : /^[^\s,"]+$/
  return plain.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

type Step<T> = Result<T & { end: number }, FilterFault>

function readWord(text: string, start: number): Step<{ word: Word }> {
  const negated = text[start] === '-'
  const from = negated ? start + 1 : start
  const head = /^[^\s,":]*/.exec(text.slice(from))![0]
  const isField = text[from + head.length] === ':'
  if (isField && head === '') return failed({ message: 'the field before this colon is missing', at: from })
  const read = readValues(text, isField ? from + head.length + 1 : from)
  if (!read.ok) return read
  const field = isField ? { text: head, at: from } : null
  return ok({ word: { negated, field, values: read.value.values }, end: read.value.end })
}

function readValues(text: string, start: number): Step<{ values: Value[] }> {
  const values: Value[] = []
  for (let at = start; ; at++) {
    const read = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at)
    if (!read.ok) return read
    values.push({ text: read.value.text, at })
    at = read.value.end
    if (text[at] !== ',') return ok({ values, end: at })
  }
}

function readPlain(text: string, start: number): Step<{ text: string }> {
  const value = /^[^\s,]*/.exec(text.slice(start))![0]
  const quote = value.indexOf('"')
  if (quote >= 0) return failed({ message: 'quotes stand around a whole value', at: start + quote })
  if (value === '') return failed({ message: 'a value is missing here', at: start })
  return ok({ text: value, end: start + value.length })
}

function readQuoted(text: string, start: number): Step<{ text: string }> {
  const match = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(start))
  if (match === null) return failed({ message: 'this quote is not closed', at: start })
  const end = start + match[0].length
  if (end < text.length && !/[\s,]/.test(text[end]!))
    return failed({ message: 'white space belongs behind a closing quote', at: end })
  return ok({ text: match[1]!.replace(/\\(.)/gs, '$1'), end })
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at]!)) at++
  return at
}
