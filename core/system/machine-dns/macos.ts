import { failed, ok, type Result } from '../result.ts'
import { dnsByService, type Given } from './by-service.ts'
import { dnsFault, type DnsAdapter, type MachineDnsFault } from './port.ts'
import { succeeded, wordsOf, type Ran, type Run } from './run.ts'

const MOST_SERVICES = 64

/** macOS: `networksetup` for what a person has set at each network service, `scutil --dns` for what holds in the end. */
export function macosDns({ run }: { run: Run }): DnsAdapter {
  return dnsByService({
    governor: 'macOS',
    async given() {
      const listed = await run('networksetup', ['-listallnetworkservices'])
      if (!succeeded(listed)) return failed(faultOf('networksetup', listed))
      const given: Given[] = []
      for (const of of servicesIn(listed.stdout).slice(0, MOST_SERVICES)) {
        const asked = await run('networksetup', ['-getdnsservers', of])
        if (!succeeded(asked)) return failed(faultOf('networksetup', asked))
        given.push({ of, servers: addressesIn(asked.stdout) })
      }
      return ok(given)
    },
    async effective() {
      const asked = await run('scutil', ['--dns'])
      return succeeded(asked) ? firstResolver(asked.stdout) : { servers: [], searches: [] }
    },
    async give(of, servers): Promise<Result<null, MachineDnsFault>> {
      // "Empty" is the program's word for: as the network says (networksetup(8)).
      const given = servers.length === 0 ? ['Empty'] : servers
      const set = await run('networksetup', ['-setdnsservers', of, ...given])
      // It ends with 0 even where it was refused, and says so on stdout.
      if (succeeded(set) && !/\*\* Error|requires admin/i.test(set.stdout)) return ok(null)
      const rights = /admin|permission|privilege|authoriz/i.test(wordsOf(set))
      if (!rights) return failed(faultOf('networksetup', set))
      const command = `sudo networksetup -setdnsservers ${quoted(of)} ${given.join(' ')}`
      return failed(dnsFault('no-rights', `the DNS of ${of} may be changed by an administrator only`, command))
    },
    async flush() {
      await run('dscacheutil', ['-flushcache'])
      await run('killall', ['-HUP', 'mDNSResponder'])
    },
    serversFor: (host) => [host],
  })
}

/** The first line explains the asterisk, which marks a service that is switched off. */
export function servicesIn(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.slice(1).filter((line) => line !== '' && !line.startsWith('*'))
}

/** "There aren't any DNS Servers set on Wi-Fi." is what the program says of none. */
function addressesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[0-9a-fA-F.:]+(%\w+)?$/.test(line))
}

/** The first resolver is the one for all names; those behind it are for some domains or some interfaces. */
export function firstResolver(text: string): { servers: string[]; searches: string[] } {
  const block = /resolver #1\n([\s\S]*?)(?:\n\n|\nresolver #|$)/.exec(text)?.[1] ?? ''
  const valuesOf = (key: string) =>
    [...block.matchAll(new RegExp(`${key}\\[\\d+\\]\\s*:\\s*(\\S+)`, 'g'))].map((m) => m[1]!)
  return { servers: valuesOf('nameserver'), searches: valuesOf('search domain') }
}

function faultOf(program: string, ran: Ran): MachineDnsFault {
  return dnsFault(ran.kind === 'absent' ? 'no-program' : 'failed', `${program}: ${wordsOf(ran)}`)
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
