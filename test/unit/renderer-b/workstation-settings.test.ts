import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  addressesOf,
  limitsWords,
  messageAt,
  placeOf,
  refusalOf,
  sameSetting,
  within,
} from '../../../renderer/src/workstation/same-setting.ts'
import { keptWords } from '../../../renderer/src/workstation/held-retention.tsx'
import { saidOnCommandLine } from '../../../renderer/src/workstation/command-line.ts'
import { LICENCES } from '../../../renderer/src/workstation/licences.ts'
import { wayTo } from '../../../renderer/src/workstation/ways.ts'

describe('a settings field', () => {
  it('reads addresses one a line, or with commas and spaces between', () => {
    expect(addressesOf(' 192.0.2.1\n[2001:db8::1]:53, 192.0.2.2 \n')).toEqual([
      '192.0.2.1',
      '[2001:db8::1]:53',
      '192.0.2.2',
    ])
    expect(addressesOf('  \n ')).toEqual([])
  })

  it('shows a fault without the path that it stands at', () => {
    expect(messageAt({ field: 'honeypot.ipv4', message: 'honeypot.ipv4: write an IPv4 address' })).toBe(
      'Write an IPv4 address'
    )
    expect(messageAt({ field: null, message: 'the disk is full' })).toBe('The disk is full')
  })

  it('says which item of several is wrong, wherever it was typed', () => {
    const refused = { field: 'network.clients.1', message: 'network.clients.1: write a network' }
    const sent = { network: { clients: ['192.168.0.0/16', 'garbage'] } }
    expect(refusalOf(refused, sent)).toBe('“garbage”: write a network')
    const long = { field: 'localRecords.0', message: 'localRecords.0: it is no address' }
    expect(refusalOf(long, { localRecords: ['x'.repeat(200)] })).toBe(`“${'x'.repeat(60)}…”: it is no address`)
  })

  it('names an item once', () => {
    const refused = { field: 'upstreams.0', message: 'upstreams.0: 192.0.2.1 stands in the list twice' }
    expect(refusalOf(refused, { upstreams: ['192.0.2.1'] })).toBe('192.0.2.1 stands in the list twice')
    expect(refusalOf({ field: null, message: 'the disk is full' }, {})).toBe('The disk is full')
  })

  it('says a refusal at the control that was refused, or at the value that is wrong', () => {
    const nothing = { sent: {}, before: {} }
    expect(placeOf('upstreams.1', { at: 'upstreams', ...nothing })).toBe('upstreams.1')
    expect(placeOf('honeypot', { at: 'honeypotPage.on', ...nothing })).toBe('honeypotPage.on')
    expect(placeOf('honeypot', { at: 'modelAnswer', ...nothing })).toBe('modelAnswer')
    expect(placeOf('honeypot', { at: 'honeypot.ipv4', ...nothing })).toBe('honeypot.ipv4')
    expect(placeOf(null, { at: 'upstreams', ...nothing })).toBe('upstreams')
    expect(placeOf('certificate.key', { at: 'certificate', ...nothing })).toBe('certificate.key')
  })

  it('says it at the port that was typed, not at the one that had the number before', () => {
    const before = { encryptedDoors: { tlsPort: null, httpsPort: 8854 } }
    const sent = { encryptedDoors: { tlsPort: 8854, httpsPort: 8854 } }
    const at = 'encryptedDoors.tlsPort'
    expect(placeOf('encryptedDoors.httpsPort', { at, sent, before })).toBe(at)
    expect(placeOf(at, { at, sent, before })).toBe(at)
  })

  it('says limits as the numbers are written', () => {
    expect(limitsWords({ min: 1, max: 10_000, plain: false })).toBe('1 to 10,000')
    expect(limitsWords({ min: 1, max: 65_535, plain: true })).toBe('1 to 65535')
  })

  it('names of a shorter keeping what changes', () => {
    const before = { days: 90, megabytes: 2048 }
    expect(keptWords(before, { days: 1, megabytes: 2048 })).toBe('1 day')
    expect(keptWords(before, { days: 90, megabytes: 1000 })).toBe('1,000 MB')
    expect(keptWords(before, { days: 7, megabytes: 16 })).toBe('7 days and 16 MB')
  })

  it('knows which faults lie within it', () => {
    expect(within('upstreams.0', 'upstreams')).toBe(true)
    expect(within('upstreams', 'upstreams')).toBe(true)
    expect(within('upstreamsNot', 'upstreams')).toBe(false)
  })

  it('is the same when it says the same', () => {
    expect(sameSetting({ ipv4: null, ipv6: null }, { ipv4: null, ipv6: null })).toBe(true)
    expect(sameSetting(['192.0.2.1'], [])).toBe(false)
  })
})

describe('a setting that the command line overrules', () => {
  const nothing = { upstreams: [], modelAction: null, dot: null, doh: null }

  it.each([
    ['upstreams', { ...nothing, upstreams: ['127.0.0.1:5399'] }, '127.0.0.1:5399'],
    ['modelAction', { ...nothing, modelAction: 'observe' as const }, 'observe'],
    ['tls', { ...nothing, dot: 8853 }, 'open, on port 8853'],
    ['https', { ...nothing, doh: 0 }, 'open, on any free port'],
  ])('%s says so, and alone', (what, said, words) => {
    expect(saidOnCommandLine(what, said)).toBe(
      `Set on the command line for this run: ${words}. What stands here holds at the next start without it.`
    )
    const others = ['upstreams', 'modelAction', 'tls', 'https', 'plain', 'retention'].filter((one) => one !== what)
    expect(others.map((one) => saidOnCommandLine(one, said))).toEqual(others.map(() => null))
    expect(saidOnCommandLine(what, nothing)).toBeNull()
  })
})

describe('the way to make a machine ask here', () => {
  it('is known for every system when the resolver has port 53, each with its way back', () => {
    const ways = wayTo('127.0.0.1:53')
    expect(ways.note).toBeNull()
    expect(ways.steps.map((step) => step.command)).toEqual([
      "resolvectl dns LINK 127.0.0.1 && resolvectl domain LINK '~.'",
      'networksetup -setdnsservers Wi-Fi 127.0.0.1',
      'Set-DnsClientServerAddress -InterfaceAlias Wi-Fi -ServerAddresses 127.0.0.1',
      'dig @127.0.0.1 example.com',
    ])
    expect(ways.steps.filter((step) => step.back === null)).toHaveLength(1)
  })

  it('leaves out systems that cannot be told a port', () => {
    const ways = wayTo('127.0.0.1:5335')
    expect(ways.note).toContain('port 5335')
    expect(ways.steps.map((step) => step.command)).toEqual([
      "resolvectl dns LINK 127.0.0.1:5335 && resolvectl domain LINK '~.'",
      'dig @127.0.0.1 -p 5335 example.com',
    ])
  })

  it('writes an IPv6 address with brackets only where a port follows', () => {
    expect(wayTo('[::1]:5335').steps[0]?.command).toContain('resolvectl dns LINK [::1]:5335 ')
    expect(wayTo('[::1]:53').steps[0]?.command).toContain('resolvectl dns LINK ::1 ')
  })
})

describe('the licences in About', () => {
  const root = new URL('../../../', import.meta.url)
  const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as Record<string, unknown>
  const declared = (part: string) => Object.keys(read('package.json')[part] as Record<string, string>)

  it('are those that the packages themselves declare', () => {
    const stated = LICENCES.map((one) => ({
      package: one.package,
      licence: read(`node_modules/${one.package}/package.json`)['license'],
    }))
    expect(LICENCES).toEqual(stated)
  })

  it('name every package that runs in the product', () => {
    const named = LICENCES.map((one) => one.package)
    expect(named).toEqual(expect.arrayContaining(declared('dependencies')))
  })

  it('name every package that the renderer is built from', () => {
    const built = declared('devDependencies').filter((name) =>
      /^(@fontsource|@tanstack|chart\.js|lucide|react)/.test(name)
    )
    expect(LICENCES.map((one) => one.package)).toEqual(expect.arrayContaining(built))
  })
})
