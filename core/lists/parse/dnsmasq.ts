import { parseName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode, type RuleCode } from '../entry.ts'
import { isNullAddress } from './addresses.ts'
import { lineByLine, type OpenReader } from './format.ts'
import { foreignReason, withoutRemark } from './syntax.ts'

/**
 * The lines of a dnsmasq configuration (dnsmasq(8)) that block: `address=/name/0.0.0.0` (`#` is the null address, nothing is NXDOMAIN),
 * `local=/name/` and `server=/name/` (never asked elsewhere: NXDOMAIN). A name covers what is below it, the longest decides. What
 * sends a name elsewhere is reported, but keeps its place: a shorter line of the same file does not block that name.
 */
export const dnsmasqReader: OpenReader = lineByLine((line, found) => {
  const text = withoutRemark(line.text)
  if (text === '') return
  const [, option, list, value] = /^(address|server|local)\s*=\s*\/(\S+)\/([^/\s]*)$/.exec(text) ?? []
  if (option === undefined) {
    return found.broken(
      line,
      foreignReason(text, 'dnsmasq') ?? 'only address=/name/, server=/name/ and local=/name/ are read'
    )
  }
  const meaning = meaningOf(option, value!)
  const faults = meaning.broken === null ? [] : [meaning.broken]
  for (const one of list!.split('/')) {
    // dnsmasq takes no notice of one dot in front.
    const name = one === '#' ? null : parseName(one.startsWith('.') ? one.slice(1) : one)
    if (name === null) faults.push('it is a rule for every name')
    else if (name.ok) found.rule(line, name.value, meaning.code)
    else faults.push(`"${visible(one, 40)}": ${name.fault.message}`)
  }
  if (faults.length > 0) found.broken(line, faults[0]!)
})

const LISTED = ruleCode('tree', 'listed')
const NXDOMAIN = ruleCode('tree', 'nxdomain')
const ASIDE = ruleCode('tree', 'aside')

function meaningOf(option: string, value: string): { code: RuleCode; broken: string | null } {
  if (value === '') return { code: NXDOMAIN, broken: null }
  // To the usual servers: an exception from a shorter line of this file.
  if (option !== 'address' && value === '#') return { code: ASIDE, broken: null }
  if (option === 'address' && (value === '#' || isNullAddress(value))) return { code: LISTED, broken: null }
  return { code: ASIDE, broken: `it sends its names to ${visible(value, 40)}, which is not supported by this version` }
}
