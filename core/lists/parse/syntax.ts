import { parseName } from '../../dns/name.ts'
import type { ListFormat } from '../list.ts'
import { isAddress } from './addresses.ts'

/** Which kind of list a line belongs to; null when it looks like none, or like any. Remarks belong to any. */
export function syntaxOf(line: string): ListFormat | null {
  const text = withoutRemark(line)
  if (ADBLOCK.test(text)) return 'adblock'
  if (DNSMASQ.test(text)) return 'dnsmasq'
  if (UNBOUND.test(text)) return 'unbound'
  if (ZONE.test(text)) return 'rpz'
  const [first, second] = text.split(/\s+/)
  if (second !== undefined) return isAddress(first!) ? 'hosts' : null
  if (text.startsWith('*.')) return 'wildcard'
  return parseName(text).ok ? 'domains' : null
}

/** Why a line cannot be read as one of this file's, in words. Nothing of another syntax is guessed at: it may mean more or less there. */
export function foreignReason(line: string, format: ListFormat): string | null {
  const syntax = syntaxOf(line)
  if (syntax !== null && syntax !== format) return FOREIGN[syntax]
  const text = withoutRemark(line)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "this is a page's address; write the name alone"
  if (/\s/.test(text)) return 'there is more than one word on this line'
  return null
}

const FOREIGN: Record<ListFormat, string> = {
  hosts: 'this looks like a line of a hosts file',
  domains: 'this looks like a name of a plain list',
  wildcard: 'this looks like a wildcard of a plain list',
  adblock: 'this looks like an Adblock rule',
  rpz: 'this looks like a line of an RPZ zone',
  dnsmasq: 'this looks like a dnsmasq rule',
  unbound: 'this looks like a line of an unbound configuration',
}

/**
 * The remark of lists of domains and the configurations. Cosmetic Adblock rules have their `#` inside a word, or begin with `##`, `#@#`, `#?#`, ... and what they
 * hide.
 */
export function withoutRemark(line: string): string {
  const remark = line.search(/^\s*#(?!@?(?:\?|\$\??|%)?#+[^#\s])|\s#/)
  return (remark < 0 ? line : line.slice(0, remark)).trim()
}

const ADBLOCK =
  /^(?:\|\||@@|\|https?:|\[(?:adblock|adguard|ublock))|##|#@#|#\?#|\^(?:\$|\||$)|\$(?:important|third-party|dnsrewrite|denyallow|domain=)/i
const DNSMASQ = /^(?:address|server|local|ipset|nftset)\s*=\s*\//
const UNBOUND = /^(?:local-zone|local-data|server|forward-zone|view):/
/** Owner, perhaps a TTL and a class, type and data (RFC 1035, 5.1); or a directive. */
const ZONE =
  /^\$(?:TTL|ORIGIN)\s|^\S+\s+(?:\d\w*\s+)?(?:IN\s+)?(?:\d\w*\s+)?(?:(?:CNAME|SOA|NS|TXT|PTR|MX)\s+\S|A\s+[\d.]+$|AAAA\s+[\da-f:]+$)/i
