import { parseName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode } from '../entry.ts'
import { isAddress, isNullAddress } from './addresses.ts'
import { lineByLine, type OpenReader } from './format.ts'
import { foreignReason, withoutRemark } from './syntax.ts'

/**
 * An address and the names that are sent to it (hosts(5)). A list's address is a null or loopback address; with any other one a line
 * sends its names somewhere, which is not what subscribing to it as a block list or an exception means.
 */
export const hostsReader: OpenReader = lineByLine((line, found) => {
  const text = withoutComment(line.text)
  if (text === '' || text.startsWith('!')) return
  const [address, ...names] = text.split(/\s+/)
  const leadsNowhere = isNullAddress(address!)
  if (!leadsNowhere && !isAddress(address!)) {
    const whole = withoutRemark(line.text)
    const foreign = /\s/.test(whole) || !parseName(whole).ok ? foreignReason(whole, 'hosts') : null
    return found.broken(line, foreign ?? `it begins with "${visible(address!, 40)}", which is no address`)
  }
  if (names.length === 0) return found.broken(line, 'there is no name behind the address')
  const wanted = names.filter((name) => !OF_THE_MACHINE.has(name.toLowerCase()))
  if (wanted.length === 0) return
  if (!leadsNowhere)
    return found.broken(line, `it sends its names to ${address!}; a list's address is 0.0.0.0, 127.0.0.1, :: or ::1`)
  let fault: string | null = null
  for (const one of wanted) {
    const name = parseName(one)
    // hosts(5) means one host: `0.0.0.0 zip` is no word about every name below that TLD.
    if (name.ok) found.rule(line, name.value, name.value.includes('.') ? LISTED : ALONE)
    else fault ??= `"${visible(one, 40)}": ${name.fault.message}`
  }
  if (fault !== null) found.broken(line, fault)
})

/** hosts(5): "Text from a "#" character until the end of the line is a comment". */
function withoutComment(line: string): string {
  const at = line.indexOf('#')
  return (at < 0 ? line : line.slice(0, at)).trim()
}

const LISTED = ruleCode('tree', 'listed')
const ALONE = ruleCode('exact', 'listed')

/** What hosts files say of the machine itself; skipped without a word. */
const OF_THE_MACHINE = new Set([
  'localhost',
  'localhost.localdomain',
  'localhost4',
  'localhost4.localdomain4',
  'localhost6',
  'localhost6.localdomain6',
  'local',
  'loopback',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
  'ip6-allhosts',
  '0.0.0.0',
])
