import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstResolver, macosDns, servicesIn } from '../../../core/system/machine-dns/macos.ts'
import type { DnsAdapter } from '../../../core/system/machine-dns/port.ts'
import type { Ran, Run } from '../../../core/system/machine-dns/run.ts'
import { systemDns } from '../../../core/system/machine-dns/taking.ts'
import { windowsDns } from '../../../core/system/machine-dns/windows.ts'
import { ended, given, scratchRoot } from './scratch.ts'

const LOOPBACK = { host: '127.0.0.1', port: 53 }
const SERVICES = `An asterisk (*) denotes that a network service is disabled.
Wi-Fi
USB 10/100/1000 LAN
*Thunderbolt Bridge
`

/** networksetup and scutil as recorded on macOS 14, over services that keep what they are given. */
function macDouble(services: Record<string, string[]>, byDhcp: string[]): Run & { calls: string[] } {
  const calls: string[] = []
  const run = async (program: string, args: readonly string[]): Promise<Ran> => {
    calls.push([program, ...args].join(' '))
    const [verb = '', service = '', ...rest] = args
    if (program === 'scutil') {
      const servers = services['Wi-Fi']!.length > 0 ? services['Wi-Fi']! : byDhcp
      const lines = servers.map((one, at) => `  nameserver[${at}] : ${one}`)
      return ended(
        `DNS configuration\n\nresolver #1\n  search domain[0] : corp.lan\n${lines.join('\n')}\n  if_index : 12 (en0)\n  flags    : Request A records\n\nresolver #2\n  domain   : local\n  nameserver[0] : 198.51.100.9\n`
      )
    }
    if (program === 'dscacheutil' || program === 'killall') return ended('')
    if (program !== 'networksetup') throw new Error(`nobody expects ${program}`)
    if (verb === '-listallnetworkservices') return ended(SERVICES)
    if (services[service] === undefined)
      return ended(`${service} is not a recognized network service.\n** Error: The parameters were not valid.\n`, 4)
    if (verb === '-setdnsservers') {
      services[service] = rest[0] === 'Empty' ? [] : rest
      return ended('')
    }
    const now = services[service]
    return ended(now.length === 0 ? `There aren't any DNS Servers set on ${service}.\n` : `${now.join('\n')}\n`)
  }
  return Object.assign(run, { calls })
}

const GUID = '{6F8E3A52-0B5D-4C6E-9C1B-2A3D4E5F6071}'

/** The two scripts as PowerShell 5.1 answered them, over one interface that keeps what it is given. */
function windowsDouble(given: string[], byDhcp: string[]): Run & { given: () => string[] } {
  let now = given
  const run = async (program: string, args: readonly string[]): Promise<Ran> => {
    if (program !== 'powershell.exe') throw new Error(`nobody expects ${program}`)
    const script = args.at(-1) ?? ''
    if (script === 'Clear-DnsClientCache') return ended('')
    if (script.includes('ConvertTo-Json')) {
      const [four, six] = [now.filter((one) => !one.includes(':')), now.filter((one) => one.includes(':'))]
      const effective = now.length === 0 ? byDhcp : now
      return ended(JSON.stringify([{ guid: GUID, given4: four.join(','), given6: six.join(','), effective }]))
    }
    if (!script.includes(`InterfaceGuid -eq '${GUID}'`)) throw new Error(`nobody expects ${script}`)
    now = [...script.matchAll(/'([0-9a-f.:]+)'/g)].map((found) => found[1]!).filter((one) => !one.includes('-'))
    return ended('')
  }
  return Object.assign(run, { given: () => now })
}

async function withJournal(adapter: DnsAdapter) {
  const machine = await scratchRoot({})
  const dns = systemDns({
    adapter,
    files: fs,
    journalPlaces: [join(machine.root, 'machine-dns.json')],
    dataFolder: machine.dataFolder,
    now: () => '2026-11-25T10:00:00.000Z',
  })
  return { dns, [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose]() }
}

describe('macOS', () => {
  test('sets every service that is on, and gives back what each had: addresses, or what the network says', async () => {
    const services = { 'Wi-Fi': [], 'USB 10/100/1000 LAN': ['192.0.2.1', '2001:db8::1'] } as Record<string, string[]>
    const run = macDouble(services, ['192.0.2.53'])
    await using machine = await withJournal(macosDns({ run }))
    expect(given(await machine.dns.read())).toMatchObject({
      governor: 'macOS',
      servers: ['192.0.2.53'],
      searches: ['corp.lan'],
    })
    expect(given(await machine.dns.take(LOOPBACK)).servers).toEqual(['192.0.2.53'])
    expect(services).toEqual({ 'Wi-Fi': ['127.0.0.1'], 'USB 10/100/1000 LAN': ['127.0.0.1'] })
    services['USB 10/100/1000 LAN'] = ['198.51.100.1']
    const { undone } = given(await machine.dns.restore())
    expect(undone).toEqual([
      { what: 'USB 10/100/1000 LAN', how: 'left', found: '198.51.100.1' },
      { what: 'Wi-Fi', how: 'restored' },
    ])
    expect(services['Wi-Fi']).toEqual([])
    expect(run.calls).toContain('networksetup -setdnsservers Wi-Fi Empty')
  })

  test('says which command an administrator has to run', async () => {
    const inner = macDouble({ 'Wi-Fi': [], 'USB 10/100/1000 LAN': [] }, ['192.0.2.53'])
    const refused = ended('** Error: Command requires admin privileges.\n', 14)
    const run: Run = async (program, args) => (args[0] === '-setdnsservers' ? refused : inner(program, args))
    await using machine = await withJournal(macosDns({ run }))
    const taken = await machine.dns.take(LOOPBACK)
    expect(taken).toMatchObject({
      ok: false,
      fault: { kind: 'no-rights', command: 'sudo networksetup -setdnsservers Wi-Fi 127.0.0.1' },
    })
    expect(given(await machine.dns.taken())).toBeNull()
  })

  test('reads what the programs print', () => {
    expect(servicesIn(SERVICES)).toEqual(['Wi-Fi', 'USB 10/100/1000 LAN'])
    expect(firstResolver('No DNS configuration available\n')).toEqual({ servers: [], searches: [] })
  })
})

describe('Windows', () => {
  test('sets both families of each interface and resets what DHCP had', async () => {
    const run = windowsDouble([], ['192.0.2.53'])
    await using machine = await withJournal(windowsDns({ run }))
    expect(given(await machine.dns.take(LOOPBACK)).servers).toEqual(['192.0.2.53'])
    expect(run.given()).toEqual(['127.0.0.1', '::1'])
    expect(given(await machine.dns.restore()).undone).toEqual([{ what: GUID, how: 'restored' }])
    expect(run.given()).toEqual([])
  })

  test('gives a person’s own servers back', async () => {
    const run = windowsDouble(['192.0.2.7', '2001:db8::7'], [])
    await using machine = await withJournal(windowsDns({ run }))
    given(await machine.dns.take(LOOPBACK))
    given(await machine.dns.restore())
    expect(run.given()).toEqual(['192.0.2.7', '2001:db8::7'])
  })

  test('says that an administrator is needed, and what cannot be read', async () => {
    const inner = windowsDouble([], ['192.0.2.53'])
    const denied = ended(
      '',
      1,
      'Set-DnsClientServerAddress : Access to a CIM resource was not available to the client. PermissionDenied'
    )
    const run: Run = async (program, args) =>
      args.at(-1)!.includes('-ResetServerAddresses') ? denied : inner(program, args)
    await using machine = await withJournal(windowsDns({ run }))
    expect(await machine.dns.take(LOOPBACK)).toMatchObject({ ok: false, fault: { kind: 'no-rights' } })
    await using other = await withJournal(windowsDns({ run: async () => ended('{"guid":') }))
    expect(await other.dns.take(LOOPBACK)).toMatchObject({ ok: false, fault: { kind: 'broken' } })
    await using none = await withJournal(windowsDns({ run: async () => ({ kind: 'absent' }) }))
    expect(await none.dns.read()).toMatchObject({ ok: false, fault: { kind: 'no-program' } })
  })
})
