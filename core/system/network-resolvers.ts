import { readFile } from 'node:fs/promises'
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
export async function resolversOfNetwork(files: readonly string[] = FILES): Promise<string[]> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const found = readResolvConf(text).nameservers
    if (found.length > 0) return found
  }
  return []
}
