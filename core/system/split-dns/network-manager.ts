import type { DnsRoute } from './route.ts'

export const NETWORK_MANAGER_COMMAND = [
  'nmcli',
  '--terse',
  '--escape',
  'no',
  '--fields',
  'GENERAL.DEVICE,GENERAL.TYPE,IP4.DNS,IP4.DOMAIN,IP6.DNS,IP6.DOMAIN',
  'device',
  'show',
] as const

/** Kinds of devices whose search domains lie behind them alone; those of a wired or wireless network are the usual search list. */
const TUNNELS = new Set(['tun', 'wireguard', 'vpn', 'ip-tunnel', 'ppp'])

/** Devices one after the other, 'FIELD:VALUE' a line, an empty line between. */
export function readNetworkManager(output: string): DnsRoute[] {
  return output.split(/\n\s*\n/).flatMap((device) => {
    const fields = device.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, Math.max(0, colon)).replace(/\[\d+\]$/, ''), line.slice(colon + 1).trim()]
    })
    const all = (wanted: RegExp) =>
      fields.filter(([key, value]) => wanted.test(key) && value !== '').map(([, value]) => value)
    const [type = ''] = all(/^GENERAL\.TYPE$/)
    if (!TUNNELS.has(type)) return []
    const [link = type] = all(/^GENERAL\.DEVICE$/)
    const servers = all(/^IP[46]\.DNS$/)
    return all(/^IP[46]\.DOMAIN$/).map((domain) => ({ domain, servers, link }))
  })
}
