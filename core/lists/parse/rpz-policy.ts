import { parseName, type DomainName } from '../../dns/name.ts'
import type { Complete } from '../../dns/rdata.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode } from '../entry.ts'
import { isNullAddress } from './addresses.ts'
import type { Findings, Line } from './format.ts'
import { localRecord } from './local-record.ts'
import { foreignReason } from './syntax.ts'

/** One record of a policy zone. `owner` is seen from the zone: '' is its apex, null lies elsewhere. `ttl` in seconds; null where nobody has said one. */
export type PolicyRecord = { owner: string | null; ttl: number | null; type: string; value: string }

/** What the records of a policy zone say about names, put where they belong in the order of the file. */
export interface PolicyReader {
  read(line: Line, record: PolicyRecord): void
  end(): void
}

type Owner = { text: string; name: DomainName; covers: 'exact' | 'below' }

/**
 * CNAME . is NXDOMAIN, CNAME *. NODATA, CNAME rpz-passthru. an exception, rpz-drop. no answer at all, rpz-tcp-only. an answer over TCP alone.
 * Everything else is local data, the records that the name is answered with; but a name of which the zone says null addresses alone is a name
 * that is blocked, and answered as its list says.
 */
export function createPolicyReader(found: Findings, complete: Complete): PolicyReader {
  /** Null addresses of the owner that was read last: what they mean is known when the next owner begins. */
  let waiting: { owner: Owner; addresses: { line: Line; stated: PolicyRecord }[] } | null = null
  /** The owner that was read last, where it has local data. */
  let answered: string | null = null

  function settle(): void {
    if (waiting === null) return
    const { owner, addresses } = waiting
    for (const { line } of addresses) found.rule(line, owner.name, ruleCode(owner.covers, 'listed'))
    waiting = null
  }

  function begin({ text }: Owner): void {
    if (waiting !== null && waiting.owner.text !== text) settle()
    if (answered !== text) answered = null
  }

  function takeRecord(line: Line, owner: Owner, stated: PolicyRecord): void {
    const { type, value } = stated
    const isNull = (type === 'A' || type === 'AAAA') && isNullAddress(value)
    if (isNull && answered !== owner.text) {
      waiting ??= { owner, addresses: [] }
      waiting.addresses.push({ line, stated })
    } else if (waiting !== null && type === 'CNAME')
      found.broken(line, 'a CNAME stands alone: the records of its name before this one count')
    else answer(line, owner, stated)
  }

  function answer(line: Line, owner: Owner, stated: PolicyRecord): void {
    const record = localRecord(stated, stated.ttl, complete)
    if (!record.ok) {
      found.rule(line, owner.name, ruleCode(owner.covers, 'aside'))
      return found.broken(line, record.fault)
    }
    const { addresses } = waiting ?? { addresses: [] }
    waiting = null
    answered = owner.text
    for (const one of addresses) answer(one.line, owner, one.stated)
    found.record(line, { ...owner, record: record.value })
  }

  return {
    read(line, record) {
      const { owner: text, type, value } = record
      if (!/^[A-Z]+\d*$/.test(type) || value === '')
        return found.broken(line, foreignReason(line.text, 'rpz') ?? NO_RECORD)
      if (text === null) return found.broken(line, 'it lies outside the zone, or no $ORIGIN says where the zone is')
      // What the zone says of itself: its name servers, remarks for machines.
      if (text === '') return
      if (/(?:^|\.)rpz-(?:ip|client-ip|nsdname|nsip)$/.test(text))
        return found.broken(line, 'only names are read as triggers (QNAME)')
      const wildcard = text.startsWith('*.')
      const name = parseName(wildcard ? text.slice(2) : text)
      if (!name.ok) return found.broken(line, text === '*' ? 'it is a rule for every name' : name.fault.message)
      const owner: Owner = { text, name: name.value, covers: wildcard ? 'below' : 'exact' }
      begin(owner)
      const action = type === 'CNAME' ? actionOf(value.toLowerCase(), text) : null
      if (action === 'unknown') {
        found.rule(line, owner.name, ruleCode(owner.covers, 'aside'))
        found.broken(line, `${visible(value, 40)} is an action that this version does not know`)
      } else if (action !== null) found.rule(line, owner.name, ruleCode(owner.covers, action))
      else takeRecord(line, owner, record)
    },
    end: settle,
  }
}

const NO_RECORD = 'a record has an owner, a type and a value'

type PolicyAction = 'nxdomain' | 'nodata' | 'allow' | 'drop' | 'tcpOnly' | 'unknown'

/**
 * Null: the record is local data. Top-level names that begin with "rpz-" are kept for actions to come; without
 * the dot such a name is an action that was misspelt.
 */
function actionOf(target: string, owner: string): PolicyAction | null {
  switch (target) {
    case '.':
      return 'nxdomain'
    case '*.':
      return 'nodata'
    case 'rpz-passthru.':
    // The older way to write it: the name is what it is.
    case `${owner}.`:
      return 'allow'
    case 'rpz-drop.':
      return 'drop'
    case 'rpz-tcp-only.':
      return 'tcpOnly'
    default:
      return /(?:^|\.)rpz-[^.]*\.?$/.test(target) ? 'unknown' : null
  }
}
