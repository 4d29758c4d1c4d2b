/** Settings are small plain values; their order of keys is the schema's. */
export function sameSetting(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether a field lies within another: 'upstreams.0' within 'upstreams'. */
export function within(field: string, of: string): boolean {
  return field === of || field.startsWith(`${of}.`)
}

/** A fault's message begins with its field (core/desk); at the field itself that is noise. "upstreams.1" keeps which one: "the 2nd". */
export function messageAt({ field, message }: { field: string | null; message: string }): string {
  const text = field !== null && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
  const place = field?.split('.').at(-1) ?? ''
  const which = /^\d+$/.test(place) ? `Line ${Number(place) + 1}: ` : ''
  return which + (which === '' ? text.charAt(0).toUpperCase() + text.slice(1) : text)
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
