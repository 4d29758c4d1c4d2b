import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addressesOf, messageAt, sameSetting, within } from '../../../renderer/src/workstation/same-setting.ts'
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

  it('says which line of several is wrong', () => {
    expect(messageAt({ field: 'upstreams.1', message: 'upstreams.1: write an address' })).toBe(
      'Line 2: write an address'
    )
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
