import type { ListFormat } from '../list.ts'
import { adblockReader } from './adblock.ts'
import { dnsmasqReader } from './dnsmasq.ts'
import { domainsReader, wildcardReader } from './domains.ts'
import type { Line, OpenReader } from './format.ts'
import { hostsReader } from './hosts.ts'
import { rpzReader } from './rpz.ts'
import { syntaxOf, withoutRemark } from './syntax.ts'
import { unboundReader } from './unbound.ts'

export const READERS: Record<ListFormat, OpenReader> = {
  hosts: hostsReader,
  domains: domainsReader,
  wildcard: wildcardReader,
  adblock: adblockReader,
  rpz: rpzReader,
  dnsmasq: dnsmasqReader,
  unbound: unboundReader,
}

/** A line that says nothing of a file's format: empty, or a remark of any of them. */
export function isRemark(line: string): boolean {
  return /^\s*(?:!|;|\/\/)/.test(line) || withoutRemark(line) === ''
}

/** The format that most lines of a file's beginning have; of equally many the one that is met first. An Adblock header decides alone. */
export function detectFormat(lines: readonly Line[]): ListFormat {
  const votes = new Map<ListFormat, number>()
  for (const { text } of lines) {
    if (/^\s*\[(?:adblock|adguard|ublock)[^\]]*\]\s*$/i.test(text)) return 'adblock'
    if (isRemark(text)) continue
    const syntax = syntaxOf(text)
    if (syntax !== null) votes.set(syntax, (votes.get(syntax) ?? 0) + 1)
  }
  let most: ListFormat = 'domains'
  for (const [format, count] of votes) if (count > (votes.get(most) ?? 0)) most = format
  return most
}
