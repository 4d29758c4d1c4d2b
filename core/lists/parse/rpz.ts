import { parseName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode } from '../entry.ts'
import { isNullAddress } from './addresses.ts'
import type { Findings, Line, OpenReader } from './format.ts'
import { foreignReason } from './syntax.ts'
import { createZoneNames } from './zone-names.ts'

/**
 * A response policy zone as a zone file (RFC 1035, 5; draft-vixie-dnsop-dns-rpz), its QNAME triggers: an owner is a name alone, `*.` before it
 * means what is below it, and an exact or longer owner decides before a shorter one. CNAME . is NXDOMAIN, CNAME *. NODATA, CNAME
 * rpz-passthru. an exception, rpz-drop. no answer at all, rpz-tcp-only. an answer over TCP alone; a null address is the list's own answer. Local data that is
 * none is reported and keeps its place, so that no wildcard of the same zone blocks the name.
 */
export const rpzReader: OpenReader = (found) => {
  const names = createZoneNames()
  let owner = '@'
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
    const [, stated, type = '', value = ''] = RECORD.exec(text) ?? []
    if (stated) owner = stated
    const isSoa = type.toUpperCase() === 'SOA'
    const depth = depthOf(text)
    if (isSoa) names.setZone(owner)
    if (depth > 0) open = { line, isSoa, depth, lines: 1 }
    if (isSoa) return
    if (depth > 0) found.broken(line, 'it goes on over more lines, which only an SOA record may')
    else readPolicy(line, { owner: names.within(owner), type: type.toUpperCase(), value }, found)
  }

  function readDirective(line: Line, text: string): void {
    const [directive, argument] = text.split(/\s+/)
    if (directive === '$ORIGIN' && argument !== undefined) names.setOrigin(argument)
    else if (directive !== '$TTL') found.broken(line, `${visible(directive!, 40)} is not supported by this version`)
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
    end: closeRecord,
  }
}

/** Owner (none: the one before), perhaps a TTL and the class in either order, type and data. */
const RECORD = /^(\S*)\s+(?:(?:\d[\dsmhdw]*|IN)\s+){0,2}(\S+)(?:\s+(.*))?$/i
const MOST_LINES_OF_A_RECORD = 20
const NO_RECORD = 'a record has an owner, a type and a value'

type Policy = { owner: string | null; type: string; value: string }

function readPolicy(line: Line, { owner, type, value }: Policy, found: Findings): void {
  if (!/^[A-Z]+\d*$/.test(type) || value === '') return found.broken(line, foreignReason(line.text, 'rpz') ?? NO_RECORD)
  if (owner === null) return found.broken(line, 'it lies outside the zone, or no $ORIGIN says where the zone is')
  // What the zone says of itself: its name servers, remarks for machines.
  if (owner === '') return
  if (/(?:^|\.)rpz-(?:ip|client-ip|nsdname|nsip)$/.test(owner))
    return found.broken(line, 'only names are read as triggers (QNAME)')
  const wildcard = owner.startsWith('*.')
  const name = parseName(wildcard ? owner.slice(2) : owner)
  if (!name.ok) return found.broken(line, owner === '*' ? 'it is a rule for every name' : name.fault.message)
  const { action, reason } = policyOf(type, value, owner)
  found.rule(line, name.value, ruleCode(wildcard ? 'below' : 'exact', action))
  if (reason !== null) found.broken(line, reason)
}

type Meaning = {
  action: 'listed' | 'nxdomain' | 'nodata' | 'allow' | 'drop' | 'tcpOnly' | 'aside'
  reason: string | null
}

function policyOf(type: string, value: string, owner: string): Meaning {
  if (type === 'A' || type === 'AAAA') return isNullAddress(value) ? { action: 'listed', reason: null } : LOCAL_DATA
  if (type !== 'CNAME') return LOCAL_DATA
  switch (value.toLowerCase()) {
    case '.':
      return { action: 'nxdomain', reason: null }
    case '*.':
      return { action: 'nodata', reason: null }
    case 'rpz-passthru.':
    // The older way to write it: the name is what it is.
    case `${owner}.`:
      return { action: 'allow', reason: null }
    case 'rpz-drop.':
      return { action: 'drop', reason: null }
    case 'rpz-tcp-only.':
      return { action: 'tcpOnly', reason: null }
    default:
      return LOCAL_DATA
  }
}

const LOCAL_DATA: Meaning = {
  action: 'aside',
  reason: 'local data other than a null address is not supported by this version',
}

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
