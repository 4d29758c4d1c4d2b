export type Way = { where: string; command: string; back: string | null }
export type Ways = { note: string | null; steps: Way[] }

/**
 * The commands that make a system ask an address. Only systemd-resolved (since 246) takes a port; the settings of macOS, Windows and
 * most programs know addresses only, and ask them on port 53.
 */
export function wayTo(address: string): Ways {
  const { host, port } = split(address)
  const server = host.includes(':') ? `[${host}]` : host
  const resolved: Way = {
    where: 'Linux, systemd-resolved',
    command: `resolvectl dns LINK ${port === 53 ? host : `${server}:${port}`} && resolvectl domain LINK '~.'`,
    back: 'resolvectl revert LINK',
  }
  const dig: Way = {
    where: 'One question, to try it',
    command: `dig @${host}${port === 53 ? '' : ` -p ${port}`} example.com`,
    back: null,
  }
  if (port !== 53) {
    const note = `It answers on port ${port}. macOS and Windows ask port 53 only: start the workstation with --dns ${server}:53 where that may be bound.`
    return { note, steps: [resolved, dig] }
  }
  return {
    note: null,
    steps: [
      resolved,
      {
        where: 'macOS',
        command: `networksetup -setdnsservers Wi-Fi ${host}`,
        back: 'networksetup -setdnsservers Wi-Fi empty',
      },
      {
        where: 'Windows, PowerShell',
        command: `Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ServerAddresses ${host}`,
        back: 'Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ResetServerAddresses',
      },
      dig,
    ],
  }
}

function split(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) }
}
