import { describe, expect, it } from 'vitest'
import { readForwardingLine, readHostsLine } from '../../../core/settings/lines.ts'

describe('a line of local records', () => {
  it('is an address and its names, as in a hosts file', () => {
    expect(readHostsLine(' 192.168.1.5\tNAS.lan, files.lan. ')).toEqual({
      ok: true,
      value: { address: '192.168.1.5', names: ['nas.lan', 'files.lan'] },
    })
    expect(readHostsLine('fd00::5 nas.lan').ok).toBe(true)
  })

  it('may have a remark behind it, or be one', () => {
    expect(readHostsLine('192.168.1.5 nas.lan # in the cellar')).toEqual({
      ok: true,
      value: { address: '192.168.1.5', names: ['nas.lan'] },
    })
    expect(readHostsLine('# my hosts')).toEqual({ ok: true, value: null })
    expect(readHostsLine('192.168.1.5 # nas.lan').ok).toBe(false)
  })

  it.each([
    ['nas.lan 192.168.1.5', /"nas\.lan" is no address/],
    ['192.168.1.500 nas.lan', /is no address/],
    ['192.168.1.5', /no name stands behind/],
    ['192.168.1.5 nas..lan', /"nas\.\.lan" is no name: it has an empty label/],
  ])('%s is refused with the reason', (line, reason) => {
    const read = readHostsLine(line)
    expect(read.ok ? '' : read.fault.message).toMatch(reason)
  })
})

describe('a line of forwarding', () => {
  it('is a domain and the addresses to ask', () => {
    expect(readForwardingLine('Corp.lan 192.168.1.1 [2001:db8::1]:5353')).toEqual({
      ok: true,
      value: { domain: 'corp.lan', upstreams: ['192.168.1.1', '[2001:db8::1]:5353'] },
    })
    expect(readForwardingLine('corp.lan tls://dns.corp.example@192.0.2.1').ok).toBe(true)
  })

  it.each([
    ['corp.lan', /no address stands behind corp\.lan/],
    ['corp.lan dns.corp.lan', /"dns\.corp\.lan" is no address and port/],
    ['corp.lan 192.168.1.1:0', /"0" is no port/],
    ['corp.lan 192.168.1.1:70000', /"70000" is no port/],
    ['corp_/ 192.168.1.1', /is no name/],
  ])('%s is refused with the reason', (line, reason) => {
    const read = readForwardingLine(line)
    expect(read.ok ? '' : read.fault.message).toMatch(reason)
  })
})
