import { parseName, type DomainName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode } from '../entry.ts'
import { isNullAddress } from './addresses.ts'
import type { Line, OpenReader } from './format.ts'
import { foreignReason, withoutRemark } from './syntax.ts'

/**
 * The lines of an unbound configuration (unbound.conf(5)) that block: `local-zone` with a type that answers nothing of the world, and
 * `local-data` with a null address, which is for its name alone unless a `redirect` zone of that name stands right before it. What gives a name
 * other data is reported, but keeps its place: a shorter zone of the same file does not block that name.
 */
export const unboundReader: OpenReader = (found) => {
  let clause = 'server'
  let redirect: { name: DomainName; line: Line; used: boolean } | null = null

  function closeRedirect(): void {
    if (redirect?.used === false) {
      found.rule(redirect.line, redirect.name, ASIDE)
      found.broken(redirect.line, 'it redirects, but no null address stands right behind it')
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
    if (type === 'redirect') redirect = { name: name.value, line, used: false }
    else if (code !== undefined) found.rule(line, name.value, code)
    else {
      // Whoever blocks without an answer wants no exception: only what else resolves keeps its place.
      if (!/deny$/.test(type)) found.rule(line, name.value, ASIDE)
      found.broken(line, `local zones of the type "${visible(type, 40)}" are not supported by this version`)
    }
  }

  function readRecord(line: Line, text: string): void {
    const [, owner, type, value] = RECORD.exec(unquoted(text)) ?? []
    const name = owner === undefined ? null : parseName(owner)
    if (name?.ok !== true) {
      closeRedirect()
      return found.broken(line, name?.fault.message ?? 'a local-data line has a name, a type and a value')
    }
    const isNull = /^(?:A|AAAA)$/i.test(type!) && isNullAddress(value!)
    const redirected = redirect?.name === name.value
    if (!redirected) closeRedirect()
    if (!isNull) {
      if (redirect?.used === false) closeRedirect()
      else if (!redirected) found.rule(line, name.value, DATA_ASIDE)
      found.broken(line, 'local data other than a null address is not supported by this version')
    } else if (redirect !== null) {
      redirect.used = true
      found.rule(line, name.value, LISTED)
    } else found.rule(line, name.value, DATA_LISTED)
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
const RECORD = /^\s*(\S+)\s+(?:\d+\s+)?(?:IN\s+)?(?:\d+\s+)?([A-Z]+\d*)\s+(.*\S)\s*$/i

const ASIDE = ruleCode('tree', 'aside')
const LISTED = ruleCode('tree', 'listed')
const DATA_LISTED = ruleCode('exact', 'listed')
const DATA_ASIDE = ruleCode('exact', 'aside')

/** `static` without data of its own is NXDOMAIN; the transparent ones resolve as usual. */
const ZONE_TYPES = new Map([
  ['always_null', LISTED],
  ['always_nxdomain', ruleCode('tree', 'nxdomain')],
  ['static', ruleCode('tree', 'nxdomain')],
  ['always_nodata', ruleCode('tree', 'nodata')],
  ['always_refuse', ruleCode('tree', 'refused')],
  ['refuse', ruleCode('tree', 'refused')],
  ['transparent', ASIDE],
  ['typetransparent', ASIDE],
  ['always_transparent', ASIDE],
  ['inform', ASIDE],
])
