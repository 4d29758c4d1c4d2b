/** What to do about each program that is known to hold port 53. */
const ADVICE: { program: RegExp; advice: string }[] = [
  {
    program: /^systemd-resolve/,
    advice:
      'Its stub needs 127.0.0.53 only; where it takes the whole port, write DNSStubListener=no into a file in /etc/systemd/resolved.conf.d and run "systemctl restart systemd-resolved".',
  },
  {
    program: /^dnsmasq/,
    advice:
      'dnsmasq is often a part of NetworkManager, libvirt or a hotspot: write "bind-interfaces" and "except-interface=lo" into its configuration, or stop it with "systemctl stop dnsmasq".',
  },
  {
    program: /^(docker|com\.docker|rootlesskit|podman|aardvark-dns|vpnkit)/i,
    advice:
      'A container publishes it: "docker ps --filter publish=53" names the container; publish another port instead.',
  },
  {
    program: /^(unbound|named|bind|coredns|pdns|kresd|knot)/i,
    advice: 'It is a DNS server: let it listen on another port and make it the upstream here, or stop it.',
  },
  {
    program: /^(AdGuardHome|pihole|blocky|dnsproxy|dnscrypt-proxy|stubby|cloudflared|technitium)/i,
    advice:
      'It filters or forwards DNS as well: let it listen on another port and make it the upstream here, or stop it.',
  },
  {
    program: /^mDNSResponder$/,
    advice:
      'macOS shares its Internet connection: switch Internet Sharing off in the settings, under General, Sharing.',
  },
  {
    program: /^(svchost|SharedAccess)/i,
    advice:
      'Windows shares a connection (ICS), or Hyper-V and WSL do: stop the service SharedAccess, or switch sharing off at the network adapter.',
  },
  {
    program: /^dns(\.exe)?$/i,
    advice: 'It is the DNS server of Windows: make it the upstream here, on another address, or stop it.',
  },
]

export function adviceFor(program: string | null): string {
  const known = program === null ? undefined : ADVICE.find(({ program: known }) => known.test(program))
  return known?.advice ?? 'Stop that program or give it another port.'
}
