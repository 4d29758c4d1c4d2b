import { readFileSync } from 'node:fs'
import { readResolvConf } from './machine-dns/resolv-conf.ts'

/**
 * Where Linux keeps the resolvers that networks gave (by DHCP or a VPN), the most direct one first: /etc/resolv.conf often names a program of this machine,
 * and with protection switched on it is us.
 */
const FILES = [
  '/run/systemd/resolve/resolv.conf',
  '/run/NetworkManager/no-stub-resolv.conf',
  '/run/resolvconf/resolv.conf',
]

/** The addresses in the first of these files that has some; empty elsewhere, where the system's own configuration has to do. */
export function resolversOfNetwork(files: readonly string[] = FILES): string[] {
  for (const file of files) {
    const found = readResolvConf(textOf(file)).nameservers
    if (found.length > 0) return found
  }
  return []
}

/** These files are a few lines in memory. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
