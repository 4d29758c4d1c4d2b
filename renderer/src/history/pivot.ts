/** Adds a term to a filter text, in place of an earlier one of the same field. A value with a blank or a quote is quoted. */
export function withTerm(filter: string, field: string, value: string): string {
  const others = termsOf(filter).filter((term) => !term.startsWith(`${field}:`))
  return [...others, `${field}:${quoted(value)}`].join(' ')
}

/** Splits at blanks outside quotes, as the filter language does. */
export function termsOf(filter: string): string[] {
  return filter.match(/(?:"(?:\\.|[^"\\])*"|\S)+/g) ?? []
}

function quoted(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
}
