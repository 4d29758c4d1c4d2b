import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseUpstream, upstreamText } from '../../../core/resolver/upstream/address.ts'

const PIN = `${'A'.repeat(43)}=`
const plain = (transport: 'udp' | 'tcp', host: string, port: number) => ({ transport, at: { host, port } })
const tls = (name: string, port: number, at: string[], pins: string[] = []) => ({
  transport: 'tls',
  name,
  port,
  at,
  pins,
})

describe('an upstream as a person writes it', () => {
  it.each([
    ['192.0.2.1', plain('udp', '192.0.2.1', 53)],
    [' udp://192.0.2.1:5353 ', plain('udp', '192.0.2.1', 5353)],
    ['2001:db8::1', plain('udp', '2001:db8::1', 53)],
    ['[fe80::1%eth0]:54', plain('udp', 'fe80::1%eth0', 54)],
    ['TCP://192.0.2.1', plain('tcp', '192.0.2.1', 53)],
    ['tls://DNS.Example@192.0.2.1', tls('dns.example', 853, ['192.0.2.1'])],
    ['tls://dns.example:8853@192.0.2.1@2001:db8::1', tls('dns.example', 8853, ['192.0.2.1', '2001:db8::1'])],
    ['tls://dns.example@192.0.2.1:8853', tls('dns.example', 8853, ['192.0.2.1'])],
    ['tls://dns.example', tls('dns.example', 853, [])],
    ['tls://192.0.2.1', tls('192.0.2.1', 853, ['192.0.2.1'])],
    [`tls://[2001:db8::1]#sha256/${PIN}`, tls('2001:db8::1', 853, ['2001:db8::1'], [PIN])],
    [
      'https://dns.example@192.0.2.1',
      { ...tls('dns.example', 443, ['192.0.2.1']), transport: 'https', path: '/dns-query' },
    ],
    ['https://dns.example:8443/q/a{?dns}', { ...tls('dns.example', 8443, []), transport: 'https', path: '/q/a' }],
  ])('%s is read', (text, wanted) => {
    expect(parseUpstream(text)).toEqual({ ok: true, value: wanted })
  })

  it.each([
    ['', /"" is no address and port/],
    ['dns.example', /"dns\.example" is no address and port; write it like .* tls:\/\/dns\.example@192\.0\.2\.1/],
    ['192.0.2.1:0', /"0" is no port/],
    ['[192.0.2.1]:53', /is no address and port/],
    ['tls://', /"" is no name of a server/],
    ['tls://dns..example', /is no name of a server/],
    ['tls://dns.example/dns-query', /tls:\/\/ has no path/],
    [
      'tls://dns.example@other.example',
      /behind @ stands an address of the server, such as 192\.0\.2\.1; "other\.example" is none/,
    ],
    ['tls://dns.example:853@192.0.2.1:854', /it has two ports/],
    ['tls://dns.example#sha256/short', /behind # stands a pin/],
    ['https://dns.example/a b', /is no path of a URL/],
    ['http://dns.example', /"http:\/\/" is not known/],
    ['quic://dns.example', /"quic:\/\/" is not known/],
    [`tls://dns.example${'@192.0.2.1'.repeat(9)}`, /it has 9 addresses; at most 8/],
  ])('%s is refused with the reason', (text, reason) => {
    const parsed = parseUpstream(text)
    expect(parsed.ok ? '' : parsed.fault.message).toMatch(reason)
  })

  it('has one text, which says the same again', () => {
    const host = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`)
    )
    const port = fc.oneof(
      fc.constant(''),
      fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`)
    )
    const at = fc.array(host, { maxLength: 3 }).map((hosts) => hosts.map((one) => `@${one}`).join(''))
    const text = fc.oneof(
      fc.tuple(fc.constantFrom('', 'tcp://', 'udp://'), host, port).map((parts) => parts.join('')),
      fc.tuple(fc.constant('tls://dns.example'), port, at).map((parts) => parts.join('')),
      fc
        .tuple(fc.constant('https://dns.example'), port, fc.constantFrom('', '/a', '/a/b?c=d'), at)
        .map((parts) => parts.join(''))
    )
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parseUpstream(written)
        if (!parsed.ok) throw new Error(parsed.fault.message)
        expect(parseUpstream(upstreamText(parsed.value))).toEqual(parsed)
      })
    )
  })

  it('never throws, whatever is typed', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseUpstream(text).ok === 'boolean'))
    fc.assert(fc.property(fc.string(), (text) => typeof parseUpstream(`https://dns.example${text}`).ok === 'boolean'))
  })
})
