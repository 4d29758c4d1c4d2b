/** Splits a line of a TSV file. */
export function tabFields(line: string): string[] {
  return line.split('\t')
}

/** Splits a line of a CSV file (RFC 4180, without line breaks inside quotes); null where a quote is left open. */
export function separatedFields(line: string, separator: string): string[] | null {
  if (!line.includes('"')) return line.split(separator)
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (quoted) {
      if (character !== '"') field += character
      else if (line[at + 1] === '"') field += line[++at]!
      else quoted = false
    } else if (character === '"') quoted = true
    else if (character === separator) {
      fields.push(field)
      field = ''
    } else field += character
  }
  fields.push(field)
  return quoted ? null : fields
}
