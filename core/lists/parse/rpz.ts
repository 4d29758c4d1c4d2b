import { visible } from '../../system/visible.ts'
import type { Line, OpenReader } from './format.ts'
import { ttlIn } from './local-record.ts'
import { createPolicyReader } from './rpz-policy.ts'
import { foreignReason } from './syntax.ts'
import { createZoneNames, type ZoneName } from './zone-names.ts'

/**
 * A response policy zone as a zone file (RFC 1035, 5; draft-vixie-dnsop-dns-rpz), its QNAME triggers: an owner is a name alone, `*.` before it
 * means what is below it and below no other owner, and an exact or longer owner decides before a shorter one. What its records mean stands in rpz-policy.ts.
 */
export const rpzReader: OpenReader = (found) => {
  const names = createZoneNames()
  const policies = createPolicyReader(found, names.absolute)
  let owner: ZoneName | null = null
  const ttls = createTtls()
  /** A record with a "(" which is still open. */
  let open: { line: Line; text: string; lines: number } | null = null

  function goOn(text: string): void {
    const { line, lines } = open!
    const whole = `${open!.text} ${text.trimStart()}`
    open = { line, text: whole, lines: lines + 1 }
    if (depthOf(whole) <= 0) {
      open = null
      readRecord(line, whole)
    } else if (lines >= MOST_LINES_OF_A_RECORD) closeRecord()
  }

  function closeRecord(): void {
    if (open !== null) found.broken(open.line, 'its "(" is never closed')
    open = null
  }

  function readRecord(line: Line, text: string): void {
    // Also of a record that is broken: those behind it without an owner belong to it. What is not stated is the last one, whatever the origin has become
    // since (RFC 1035, 5.1).
    const [stated] = /^\S+/.exec(text) ?? []
    if (stated !== undefined || owner === null) owner = names.whole(stated ?? '@')
    const depth = depthOf(text)
    if (depth < 0) return found.broken(line, 'its ")" closes nothing')
    if (depth > 0) {
      open = { line, text, lines: 1 }
      return
    }
    const [, , before = '', type = '', value = ''] = RECORD.exec(withoutParentheses(text)) ?? []
    const ttl = ttls.of(before)
    if (type.toUpperCase() === 'SOA') names.setZone(owner)
    else policies.read(line, { owner: names.within(owner), ttl, type: type.toUpperCase(), value })
  }

  function readDirective(line: Line, text: string): void {
    const [directive = '', argument] = text.split(/\s+/)
    const known = directive.toUpperCase()
    if (known === '$ORIGIN' && argument !== undefined) names.setOrigin(argument)
    else if (known === '$TTL') ttls.setUsual(argument ?? '')
    else found.broken(line, `${visible(directive, 40)} is not supported by this version`)
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
const QUOTED_OR_PARENTHESIS = /"(?:[^"\\]|\\.)*"?|[()]/g
const NO_RECORD = 'a record has an owner, a type and a value'

/** A `;` in quotes is text. */
function withoutComment(line: string): string {
  if (!line.includes(';')) return line.trimEnd()
  if (!line.includes('"')) return line.slice(0, line.indexOf(';')).trimEnd()
  return (/^(?:[^;"]|"(?:[^"\\]|\\.)*"?)*/.exec(line)?.[0] ?? '').trimEnd()
}

/** They let a record go on over lines, and say nothing else; those in quotes are text. */
function withoutParentheses(text: string): string {
  return /[()]/.test(text)
    ? text.replace(QUOTED_OR_PARENTHESIS, (part) => (part.startsWith('"') ? part : ' ')).trimEnd()
    : text
}

/** How many "(" are open at its end; -1 where a ")" closes nothing. */
function depthOf(text: string): number {
  if (!/[()]/.test(text)) return 0
  let depth = 0
  for (const [part] of text.matchAll(QUOTED_OR_PARENTHESIS)) {
    if (part === '(') depth++
    else if (part === ')' && --depth < 0) return -1
  }
  return depth
}
