import { parseName, type DomainName } from '../dns/name.ts'

/** The name in a Host field (RFC 9110, 7.2) without its port; null where it holds an address, nothing, or what no name can be. */
export function hostName(field: string): DomainName | null {
  const name = parseName(field.replace(/:\d*$/, ''))
  return name.ok ? name.value : null
}
