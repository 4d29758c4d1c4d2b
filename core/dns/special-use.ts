import type { DomainName } from './name.ts'

/**
 * Top-level and other names that are not of the public DNS: special-use names (RFC 6761, 6762, 7686, 8375, 9476), what home networks use, and
 * the reverse zones. A model trained on public names has nothing to say about them.
 */
const NOT_PUBLIC = new Set([
  'alt', 'arpa', 'corp', 'example', 'home', 'internal', 'intranet', 'invalid', 'lan', 'local', 'localdomain', 'localhost', 'mail', 'onion',
  'private', 'test',
]) // prettier-ignore

/** Second-level names of RFC 6761 that stand for documentation. */
const NOT_PUBLIC_DOMAINS = new Set(['example.com', 'example.net', 'example.org'])

/** Whether a name can be scored: it has a parent, and it belongs to the public DNS. */
export function isPublicName(name: DomainName): boolean {
  const lastDot = name.lastIndexOf('.')
  if (lastDot < 0) return false
  return !NOT_PUBLIC.has(name.slice(lastDot + 1)) && !NOT_PUBLIC_DOMAINS.has(lastLabels(name, lastDot))
}

function lastLabels(name: string, lastDot: number): string {
  return name.slice(name.lastIndexOf('.', lastDot - 1) + 1)
}
