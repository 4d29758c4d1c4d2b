/** The octets of a text in a zone file, where `\DDD` and `\X` stand for one (RFC 1035, 5.1). */
export function octetsOfText(text: string): Buffer {
  const parts = text.split(/(\\\d{3}|\\.)/su).map((part) => {
    if (!part.startsWith('\\')) return Buffer.from(part, 'utf8')
    return part.length === 4 ? Buffer.from([Number(part.slice(1)) & 0xff]) : Buffer.from(part.slice(1), 'utf8')
  })
  return Buffer.concat(parts)
}
