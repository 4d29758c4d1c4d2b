import { count } from '../design/format.ts'

/** Settings are small plain values; their order of keys is the schema's. */
export function sameSetting(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether a field lies within another: 'upstreams.0' within 'upstreams'. */
export function within(field: string, of: string): boolean {
  return field === of || field.startsWith(`${of}.`)
}

type Refused = { field: string | null; message: string }

/** A fault's message begins with its field (core/desk); at the field itself that is noise. */
export function messageAt(fault: Refused): string {
  const text = withoutField(fault)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function withoutField({ field, message }: Refused): string {
  return field !== null && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
}

/** Of a long item the beginning shows which one it is. */
const LONGEST_ITEM = 60

/** The same of something that was sent: one of several items is quoted, since a person counts no items but sees lines, with empty ones among them. */
export function refusalOf(fault: Refused, sent: unknown): string {
  const item = fault.field === null ? undefined : valueAt(sent, fault.field)
  if (!/\.\d+$/.test(fault.field ?? '') || typeof item !== 'string' || fault.message.includes(item))
    return messageAt(fault)
  const shown = item.length > LONGEST_ITEM ? `${item.slice(0, LONGEST_ITEM)}…` : item
  return `“${shown}”: ${withoutField(fault)}`
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined),
      value
    )
}

type Chosen = { at: string; sent: unknown; before: unknown }

/** Where a refusal is said: at the value that is wrong; at the one that was chosen where the other was right before, or is the whole, or stands in another setting. */
export function placeOf(field: string | null, { at, sent, before }: Chosen): string {
  if (field === null || field.split('.')[0] !== at.split('.')[0] || within(at, field)) return at
  const wasRight = sameSetting(valueAt(sent, field), valueAt(before, field))
  return at.includes('.') && wasRight ? at : field
}

/** From the least to the greatest number that may stand somewhere. */
export function limitsWords({ min, max, plain }: { min: number; max: number; plain: boolean }): string {
  return plain ? `${min} to ${max}` : `${count(min)} to ${count(max)}`
}

/** Addresses as a person lists them: one a line, or with commas or spaces between. */
export function addressesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '')
}

/** Lines as a person writes them, without the empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
