import { parseName, type DomainName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode, ZONE_RANK } from '../entry.ts'
import { isNullAddress } from './addresses.ts'
import type { Line, OpenReader } from './format.ts'
import { localRecord, ttlIn } from './local-record.ts'
import { foreignReason, withoutRemark } from './syntax.ts'

/**
 * The lines of an unbound configuration (unbound.conf(5)) that block or answer: `local-zone` with a type that answers nothing of the world, and
 * `local-data`, which is for its name alone unless a `redirect` zone of that name stands right before it, and which the `always_` zones but
 * `always_null` do not look at. A null address is a block. A zone that is for clients of a tag alone (`local-zone-tag`) is for nobody here, nor is its data. What cannot be done is reported, but keeps its place: a shorter zone of the
 * same file does not block that name.
 */
export const unboundReader: OpenReader = (found) => {
  let clause = 'server'
  let redirect: { name: DomainName; line: Line; used: 'no' | 'null-address' | 'records' } | null = null
  /** The name of the last local-data line, and what it is answered with. */
  let last: { name: DomainName; as: 'null-address' | 'records' } | null = null

  function closeRedirect(): void {
    if (redirect?.used === 'no') {
      found.rule(redirect.line, redirect.name, ASIDE)
      found.broken(redirect.line, 'it redirects, but no data stands right behind it')
    }
    redirect = null
  }

  function readZone(line: Line, text: string): void {
    closeRedirect()
    const words = text.split(/\s+/)
    const [zone = '', type = ''] = words.map(unquoted)
    if (zone === '' || type === '' || words.length > 2) return found.broken(line, 'a local-zone has a name and a type')
    const name = parseName(zone)
    if (!name.ok) return found.broken(line, zone === '.' ? 'it is a rule for every name' : name.fault.message)
    const code = ZONE_TYPES.get(type)
    if (type === 'redirect') redirect = { name: name.value, line, used: 'no' }
    else if (code !== undefined) found.rule(line, name.value, code)
    else {
      // Whoever blocks without an answer wants no exception: only what else resolves keeps its place.
      if (!/deny$/.test(type)) found.rule(line, name.value, ASIDE)
      found.broken(line, `local zones of the type "${visible(type, 40)}" are not supported by this version`)
    }
  }

  /** The zone is for clients that have one of the tags: without it such a zone would be for all of them. */
  function readTag(line: Line, text: string): void {
    const name = parseName(unquoted(text.split(/\s+/)[0]!))
    if (name.ok) {
      for (const code of new Set(ZONE_TYPES.values())) found.cancel(name.value, code)
      found.rule(line, name.value, TAGGED)
    }
    found.broken(line, 'it is for clients of a tag alone, so the zone and its data are left out')
  }

  function readRecord(line: Line, text: string): void {
    const [, owner, ttl = '', type = '', value = ''] = RECORD.exec(unquoted(text)) ?? []
    const name = owner === undefined ? null : parseName(owner)
    if (name?.ok !== true) {
      closeRedirect()
      return found.broken(line, name?.fault.message ?? 'a local-data line has a name, a type and a value')
    }
    if (redirect?.name !== name.value) closeRedirect()
    const before = redirect !== null ? redirect.used : last?.name === name.value ? last.as : 'no'
    const isNull = /^(?:A|AAAA)$/i.test(type) && isNullAddress(value)
    if (isNull && before !== 'records') {
      took(name.value, 'null-address')
      return found.rule(line, name.value, redirect === null ? DATA_LISTED : LISTED)
    }
    if (before === 'null-address') return found.broken(line, 'its name is blocked by the null address before it')
    const record = localRecord({ type, value }, ttlIn(ttl), withoutDot)
    if (!record.ok) {
      if (redirect === null) found.rule(line, name.value, DATA_ASIDE)
      return found.broken(line, record.fault)
    }
    // The zone stands there for its own name, too, which its records below it do not cover.
    if (redirect?.used === 'no') found.rule(redirect.line, name.value, ASIDE)
    took(name.value, 'records')
    for (const covers of redirect === null ? EXACT : WHOLE_TREE)
      found.record(line, { name: name.value, covers, record: record.value })
  }

  function took(name: DomainName, as: 'null-address' | 'records'): void {
    if (redirect !== null) redirect.used = as
    last = { name, as }
  }

  return {
    read(line) {
      const text = withoutRemark(line.text)
      const [, option, value] = /^([a-z][a-z0-9-]*):\s*(.*)$/.exec(text) ?? []
      if (text === '') return
      if (option === undefined)
        found.broken(line, foreignReason(text, 'unbound') ?? 'it is no line of an unbound configuration')
      else if (value === '') clause = option
      else if (clause !== 'server') found.broken(line, `it holds in the clause "${visible(clause, 40)}" only`)
      else if (option === 'local-zone') readZone(line, value!)
      else if (option === 'local-data') readRecord(line, value!)
      else if (option === 'local-zone-tag') readTag(line, value!)
      else found.broken(line, `it sets "${visible(option, 40)}"; only local-zone and local-data are read`)
    },
    end: closeRedirect,
  }
}

/** What stands in quotes, or what has none; '' for half a pair. */
function unquoted(text: string): string {
  const quote = text[0] === '"' || text[0] === "'" ? text[0] : null
  if (quote === null) return /["']/.test(text) ? '' : text
  return text.indexOf(quote, 1) === text.length - 1 ? text.slice(1, -1) : ''
}

/** Owner, perhaps a TTL and the class in either order, type and data. */
const RECORD = /^\s*(\S+)\s+((?:\d+\s+)?(?:IN\s+)?(?:\d+\s+)?)([A-Z]+\d*)\s+(.*\S)\s*$/i

const EXACT = ['exact'] as const
const WHOLE_TREE = ['exact', 'below'] as const

const ASIDE = ruleCode('tree', 'aside')
const LISTED = ruleCode('tree', 'listed')
const TAGGED = ruleCode('tree', 'aside', ZONE_RANK.tagged)
const DATA_LISTED = ruleCode('exact', 'listed')
const DATA_ASIDE = ruleCode('exact', 'aside')

/** `static` without data of its own is NXDOMAIN; the transparent ones resolve as usual. */
const ZONE_TYPES = new Map([
  ['always_null', LISTED],
  ['always_nxdomain', ruleCode('tree', 'nxdomain', ZONE_RANK.always)],
  ['static', ruleCode('tree', 'nxdomain')],
  ['always_nodata', ruleCode('tree', 'nodata', ZONE_RANK.always)],
  ['always_refuse', ruleCode('tree', 'refused', ZONE_RANK.always)],
  ['refuse', ruleCode('tree', 'refused')],
  ['transparent', ASIDE],
  ['typetransparent', ASIDE],
  ['always_transparent', ruleCode('tree', 'aside', ZONE_RANK.always)],
  ['inform', ASIDE],
])

/** Names count from the root here, whether they end with its dot or not. */
function withoutDot(name: string): string {
  return name.replace(/\.$/, '')
}
