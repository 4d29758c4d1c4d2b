import { isIP } from 'node:net'
import { parseName, type DomainName } from '../../dns/name.ts'
import { visible } from '../../system/visible.ts'

/** What one line gives. A line of a hosts file may give names and be broken in one of them. */
export type ParsedLine = { names: DomainName[]; broken: string | null }

const NOTHING: ParsedLine = { names: [], broken: null }

/** One name a line; what stands behind `#` is a remark, and so is a whole line behind `!`, `;` or `//`. */
export function parseDomainsLine(line: string): ParsedLine {
  const text = withoutRemark(line)
  if (text === '' || /^(?:!|;|\/\/)/.test(text)) return NOTHING
  const name = parseName(text)
  if (name.ok) return { names: [name.value], broken: null }
  const [first, second] = text.split(/\s+/)
  if (second !== undefined && isIP(first!) !== 0) return broken('this looks like a line of a hosts file')
  return broken(otherSyntax(text) ?? name.fault.message)
}

/**
 * An address and the names that are sent to it (hosts(5)). A list's address is a null or loopback address; with any other one a line
 * sends its names somewhere, which is not what subscribing to it as a block list or an exception means.
 */
export function parseHostsLine(line: string): ParsedLine {
  const text = withoutRemark(line)
  if (text === '' || text.startsWith('!')) return NOTHING
  const [address, ...names] = text.split(/\s+/)
  if (!isAddress(address!))
    return broken(otherSyntax(text) ?? `it begins with "${visible(address!, 40)}", which is no address`)
  const wanted = names.filter((name) => !OF_THE_MACHINE.has(name.toLowerCase()))
  if (names.length === 0) return broken('there is no name behind the address')
  if (wanted.length === 0) return NOTHING
  if (!NOWHERE.test(address!))
    return broken(`it sends its names to ${address!}; a list's address is 0.0.0.0, 127.0.0.1, :: or ::1`)
  return gathered(wanted)
}

function gathered(texts: string[]): ParsedLine {
  const names: DomainName[] = []
  let fault: string | null = null
  for (const text of texts) {
    const name = parseName(text)
    if (name.ok) names.push(name.value)
    else fault ??= `"${visible(text, 40)}": ${name.fault.message}`
  }
  return { names, broken: fault }
}

/** Whether a line is one of a hosts file; remarks are neither. */
export function looksLikeHosts(line: string): boolean {
  const [address, name] = withoutRemark(line).split(/\s+/)
  return name !== undefined && isAddress(address!)
}

/** What a line of another kind of list is, in words; null when it looks like nothing known. Nothing of it is guessed at. */
function otherSyntax(text: string): string | null {
  if (
    /^(?:\|\||@@|\|https?:|\[adblock)|##|#@#|#\?#|\^(?:\$|$)|\$(?:important|third-party|dnsrewrite|denyallow|domain=)/i.test(
      text
    )
  ) {
    return 'this looks like an Adblock rule'
  }
  if (/^(?:address|server|local|ipset)=\//.test(text)) return 'this looks like a dnsmasq rule'
  if (/^(?:local-zone|local-data|server|forward-zone)\s*:/.test(text))
    return 'this looks like a line of an unbound configuration'
  if (/\s(?:IN\s+)?(?:CNAME|A|AAAA|SOA|NS|TXT)\s/i.test(text) || /^\$(?:TTL|ORIGIN)\b/i.test(text))
    return 'this looks like a line of an RPZ zone'
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "this is a page's address; write the name alone"
  if (/^\*\.?/.test(text)) return 'this is a wildcard; a name without it covers itself and everything below it'
  if (/\s/.test(text)) return 'there is more than one word on this line'
  return null
}

function withoutRemark(line: string): string {
  const remark = line.search(/(?:^|\s)#(?![#@?])/)
  return (remark < 0 ? line : line.slice(0, remark)).trim()
}

function isAddress(text: string): boolean {
  return isIP(text.replace(/%.*$/, '')) !== 0
}

function broken(reason: string): ParsedLine {
  return { names: [], broken: reason }
}

const NOWHERE = /^(?:0\.0\.0\.0|127(?:\.\d+){3}|::1?|(?:0+:){7}0*[01])$/

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
