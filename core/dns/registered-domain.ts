import { getDomain } from 'tldts'
import type { DomainName } from './name.ts'

/** Names were parsed before they come here, and private suffixes count: a site under `pages.dev` was registered by someone of its own. */
const KNOWN = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false }

/** The name that someone registered: one label below a public suffix. Null for a suffix itself and for a single label. Renderer-safe. */
export function registeredDomain(name: DomainName): DomainName | null {
  return getDomain(name, KNOWN) as DomainName | null
}
