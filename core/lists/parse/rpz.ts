import { visible } from '../../system/visible.ts'
import type { Line, OpenReader } from './format.ts'
import { ttlIn } from './local-record.ts'
import { createPolicyReader } from './rpz-policy.ts'
import { foreignReason } from './syntax.ts'
import { createZoneNames } from './zone-names.ts'

/**
 * A response policy zone as a zone file (RFC 1035, 5; draft-vixie-dnsop-dns-rpz), its QNAME triggers: an owner is a name alone, `*.` before it
 * means what is below it and below no other owner, and an exact or longer owner decides before a shorter one. What its records mean stands in rpz-policy.ts.
 */
export const rpzReader: OpenReader = (found) => {
  const names = createZoneNames()
  const policies = createPolicyReader(found, names.absolute)
  let owner = '@'
  const ttls = createTtls()
  /** The record that began with a "(" which is still open, and how many lines it has. */
  let open: { line: Line; isSoa: boolean; depth: number; lines: number } | null = null

  function goOn(text: string): void {
    open!.depth += depthOf(text)
    if (open!.depth <= 0) open = null
    else if (++open!.lines > MOST_LINES_OF_A_RECORD) closeRecord()
  }

  function closeRecord(): void {
    if (open !== null) found.broken(open.line, 'its "(" is never closed')
    open = null
  }

  function readRecord(line: Line, text: string): void {
    const [, stated, before = '', type = '', value = ''] = RECORD.exec(text) ?? []
    if (stated) owner = stated
    const ttl = ttls.of(before)
    const isSoa = type.toUpperCase() === 'SOA'
    const depth = depthOf(text)
    if (isSoa) names.setZone(owner)
    if (depth > 0) open = { line, isSoa, depth, lines: 1 }
    if (isSoa) return
    if (depth > 0) found.broken(line, 'it goes on over more lines, which only an SOA record may')
    else policies.read(line, { owner: names.within(owner), ttl, type: type.toUpperCase(), value })
  }

  function readDirective(line: Line, text: string): void {
    const [directive, argument] = text.split(/\s+/)
    if (directive === '$ORIGIN' && argument !== undefined) names.setOrigin(argument)
    else if (directive === '$TTL') ttls.setUsual(argument ?? '')
    else found.broken(line, `${visible(directive!, 40)} is not supported by this version`)
  }

  return {
    read(line) {
      const text = withoutComment(line.text)
      if (open !== null) return goOn(text)
      if (text === '' || text.startsWith('#')) return
      if (text.startsWith('$')) readDirective(line, text)
      else if (!/\s/.test(text)) found.broken(line, foreignReason(text, 'rpz') ?? NO_RECORD)
      else readRecord(line, text)
    },
    end() {
      closeRecord()
      policies.end()
    },
  }
}

/** A record without a TTL has that of `$TTL` (RFC 2308, 4), and in a file that does not say it the last one that a record had (RFC 1035, 5.1). */
function createTtls() {
  let usual: number | null = null
  let last: number | null = null
  return {
    setUsual(text: string): void {
      usual = ttlIn(text) ?? usual
    },
    /** Of a record, from what stands before its type. */
    of(text: string): number | null {
      const stated = ttlIn(text)
      last = stated ?? last
      return stated ?? usual ?? last
    },
  }
}

/** Owner (none: the one before), perhaps a TTL and the class in either order, type and data. */
const RECORD = /^(\S*)\s+((?:(?:\d[\dsmhdw]*|IN)\s+){0,2})(\S+)(?:\s+(.*))?$/i
const MOST_LINES_OF_A_RECORD = 20
const NO_RECORD = 'a record has an owner, a type and a value'

/** A `;` in quotes is text. */
function withoutComment(line: string): string {
  if (!line.includes(';')) return line.trimEnd()
  if (!line.includes('"')) return line.slice(0, line.indexOf(';')).trimEnd()
  return (/^(?:[^;"]|"(?:[^"\\]|\\.)*"?)*/.exec(line)?.[0] ?? '').trimEnd()
}

function depthOf(text: string): number {
  if (!/[()]/.test(text)) return 0
  const plain = text.replace(/"(?:[^"\\]|\\.)*"?/g, '')
  return plain.split('(').length - plain.split(')').length
}
