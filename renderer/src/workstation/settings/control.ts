import type { Settings } from '../../../../core/settings/settings.ts'
import { count } from '../../design/format.ts'
import { fieldAt, limitsAt, type Field, type FieldPath, type PathOf, type ValueAt } from './field.ts'

export type Option<T> = { value: T; text: string; help?: string }

/** How one value of the settings is shown and changed. */
export type Control =
  /** One of a few: all in sight, or in a list that opens. */
  | { kind: 'segments' | 'select'; at: Field<string | null>; options: readonly Option<string | null>[] }
  | { kind: 'switch'; at: Field<boolean>; label: string }
  | {
      kind: 'number'
      at: Field<number>
      label: string
      min: number
      max: number
      plain: boolean
      words(value: number): string
    }
  | { kind: 'text'; at: Field<string>; label: string; placeholder: string | undefined }
  /** Nothing written is null. */
  | { kind: 'address'; at: Field<string | null>; label: string; placeholder: string }
  | {
      kind: 'list'
      at: Field<string[]>
      label: string
      rows: number | undefined
      placeholder: string
      read: ReadList
      none: string
    }

/** Of a text that a person wrote. */
type ReadList = (text: string) => string[]

type ChoicePath = { [P in FieldPath]: [ValueAt<P>] extends [string | null] ? P : never }[FieldPath]

/** A table holds fields of all types: what such a control sets is one of its options, and these were checked against the field. */
export function oneOf<P extends ChoicePath>(
  kind: 'segments' | 'select',
  path: P,
  options: readonly Option<ValueAt<P>>[]
): Control {
  return { kind, at: fieldAt(path) as unknown as Field<string | null>, options }
}

export function onOff(path: PathOf<boolean>, label: string): Control {
  return { kind: 'switch', at: fieldAt(path), label }
}

/** `words` says a number with its unit. */
export function number(path: PathOf<number>, label: string, words: (value: number) => string = count): Control {
  return { kind: 'number', at: fieldAt(path), label, ...limitsAt(path), plain: false, words }
}

export function port(path: PathOf<number>): Control {
  const words = (value: number) => `port ${value}`
  return { kind: 'number', at: fieldAt(path), label: 'Port', ...limitsAt(path), plain: true, words }
}

export function text(path: PathOf<string>, label: string, placeholder?: string): Control {
  return { kind: 'text', at: fieldAt(path), label, placeholder }
}

export function address(path: PathOf<string | null>, label: string, placeholder: string): Control {
  return { kind: 'address', at: fieldAt(path), label, placeholder }
}

type ListOptions = { rows?: number; placeholder: string; read: ReadList; none?: string }

export function list(
  path: PathOf<string[]>,
  label: string,
  { rows, none = 'none', ...rest }: ListOptions
): Extract<Control, { kind: 'list' }> {
  return { kind: 'list', at: fieldAt(path), label, rows, none, ...rest }
}

/** What stands there, in a few words. */
export function wordsOf(control: Control, settings: Settings): string {
  switch (control.kind) {
    case 'segments':
    case 'select': {
      const value = control.at.of(settings)
      return inSentence(control.options.find((option) => option.value === value)?.text ?? '')
    }
    case 'switch':
      return control.at.of(settings) ? 'on' : 'off'
    case 'number':
      return control.words(control.at.of(settings))
    case 'text':
      return control.at.of(settings)
    case 'address':
      return control.at.of(settings) ?? 'no address'
    case 'list': {
      const lines = control.at.of(settings)
      return lines.length === 0 ? control.none : lines.join(', ')
    }
  }
}

/** 'Null address' within a sentence; NXDOMAIN stays as it is. */
function inSentence(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
