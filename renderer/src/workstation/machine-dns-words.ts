import type { MachineDnsView } from '../../../core/contract/machine-dns.ts'

type Known = Pick<MachineDnsView, 'state' | 'detail' | 'governor'>

/** How it stands, in one sentence. */
export function machineDnsSentence({ state, detail }: Known): string {
  switch (state) {
    case 'set':
      return 'The programs of this machine ask here.'
    case 'overruled':
      return `It was set, but somebody else has changed it since: ${detail ?? 'it is not known to what'}.`
    case 'not-set':
      return 'The programs of this machine do not ask here.'
    case 'unsupported':
      return 'This system’s settings have to be changed by hand.'
  }
}

/** What the top bar adds to the resolver's address; null while all is as one would think. */
export function machineDnsAside(state: MachineDnsView['state']): string | null {
  if (state === 'set') return null
  return state === 'overruled' ? 'this machine’s DNS was changed' : 'not set as this machine’s DNS'
}

/** What happens then, told before it does. */
export const CONSEQUENCES: readonly string[] = [
  'Every program of this machine asks here: what is blocked does not open in any of them.',
  'What stands now is saved first. It comes back when the workstation is closed, within 10 s when it crashes, else at its next start.',
  'While the workstation is closed nothing is filtered. Without it, “npm run restore-dns” puts the settings back.',
  'The upstreams stay the resolvers that the machine asks now, unless others are set below.',
]

/** What is changed, by who governs it. */
export function whatIsChanged(governor: string | null): string {
  switch (governor) {
    case 'systemd-resolved':
      return 'A file in /etc/systemd/resolved.conf.d sends every name here, but for those that a VPN’s own link claims.'
    case 'NetworkManager':
      return 'A file in /etc/NetworkManager/conf.d names this resolver for all connections; search domains stay.'
    case 'resolvconf':
      return 'A line in resolvconf’s own configuration names this resolver.'
    case 'resolv.conf':
      return '/etc/resolv.conf names this resolver; search domains and options stay.'
    case 'macOS':
      return 'Every network service that is on gets this resolver as its DNS server.'
    case 'Windows':
      return 'Every interface that is up gets this resolver as its DNS server, for IPv4 and IPv6.'
    default:
      return ''
  }
}
