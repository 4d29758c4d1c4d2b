import { isIP } from 'node:net'
import { failed, ok, type Result } from '../result.ts'
import { dnsByService, type Given } from './by-service.ts'
import { dnsFault, type DnsAdapter, type MachineDnsFault } from './port.ts'
import { succeeded, wordsOf, type Ran, type Run } from './run.ts'

/** Windows: its DNS client's cmdlets; what a person has set stands in the registry, since the cmdlets mix it with what DHCP said. */
export function windowsDns({ run }: { run: Run }): DnsAdapter {
  const powershell = (script: string) =>
    run('powershell.exe', ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', script])

  async function interfaces(): Promise<Result<Interface[], MachineDnsFault>> {
    const ran = await powershell(READ)
    if (!succeeded(ran)) return failed(faultOf(ran))
    const read = interfacesIn(ran.stdout)
    return read === null
      ? failed(dnsFault('broken', 'PowerShell said something about the interfaces that cannot be read'))
      : ok(read)
  }

  return dnsByService({
    governor: 'Windows',
    async given() {
      const read = await interfaces()
      if (!read.ok) return read
      return ok(read.value.map(({ guid, given }): Given => ({ of: guid, servers: given })))
    },
    async effective() {
      const read = await interfaces()
      const servers = read.ok ? read.value.flatMap(({ effective }) => effective) : []
      return { servers: [...new Set(servers)], searches: [] }
    },
    async give(of, servers): Promise<Result<null, MachineDnsFault>> {
      if (!GUID.test(of) || !servers.every((one) => isIP(one) !== 0)) throw new Error(`no interface or address: ${of}`)
      const ran = await powershell(writing(of, servers))
      if (succeeded(ran)) return ok(null)
      if (!/Access is denied|PermissionDenied|UnauthorizedAccess|0x80070005/i.test(wordsOf(ran)))
        return failed(faultOf(ran))
      const message = `the DNS of the interface ${of} may be changed by an administrator only`
      return failed(dnsFault('no-rights', message, 'Start-Process powershell -Verb RunAs'))
    },
    async flush() {
      await powershell('Clear-DnsClientCache')
    },
    // An interface asks its IPv6 servers too, and those of the network would be a way around.
    serversFor: (host) => (host === '127.0.0.1' ? ['127.0.0.1', '::1'] : [host]),
  })
}

type Interface = { guid: string; given: string[]; effective: string[] }

const GUID = /^\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/

const READ = [
  "$ErrorActionPreference = 'Stop'",
  "$services = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services'",
  'function Given($family, $guid) { [string](Get-ItemProperty -ErrorAction SilentlyContinue "$services\\$family\\Parameters\\Interfaces\\$guid").NameServer }',
  "$rows = @(Get-NetAdapter | Where-Object Status -eq 'Up' | ForEach-Object { [pscustomobject]@{ guid = $_.InterfaceGuid; given4 = Given 'Tcpip' $_.InterfaceGuid; given6 = Given 'Tcpip6' $_.InterfaceGuid; effective = @((Get-DnsClientServerAddress -InterfaceIndex $_.ifIndex).ServerAddresses) } })",
  'ConvertTo-Json -InputObject $rows -Depth 3 -Compress',
].join('; ')

/** Reset first: servers of one family stay when only the other one's are given. The words are checked addresses and a checked GUID. */
function writing(guid: string, servers: readonly string[]): string {
  const list = servers.map((one) => `'${one}'`).join(', ')
  const set = `; Set-DnsClientServerAddress -InterfaceIndex $i -ServerAddresses @(${list})`
  return [
    "$ErrorActionPreference = 'Stop'",
    `$i = (Get-NetAdapter -IncludeHidden | Where-Object InterfaceGuid -eq '${guid}').ifIndex`,
    `Set-DnsClientServerAddress -InterfaceIndex $i -ResetServerAddresses${servers.length === 0 ? '' : set}`,
  ].join('; ')
}

/** Null for what is not our script's answer. The registry parts servers with commas or spaces. */
export function interfacesIn(text: string): Interface[] | null {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(rows)) return null
  const read: Interface[] = []
  for (const row of rows as unknown[]) {
    if (typeof row !== 'object' || row === null) return null
    const { guid, given4, given6, effective } = row as Record<string, unknown>
    if (typeof guid !== 'string' || !GUID.test(guid) || !Array.isArray(effective)) return null
    const given = [given4, given6].flatMap((one) => (typeof one === 'string' ? one.split(/[\s,]+/) : []))
    read.push({ guid, given: given.filter(isAddress), effective: effective.filter(isAddress) })
  }
  return read
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && isIP(value) !== 0
}

function faultOf(ran: Ran): MachineDnsFault {
  return dnsFault(ran.kind === 'absent' ? 'no-program' : 'failed', `PowerShell: ${wordsOf(ran)}`)
}
