import fc from 'fast-check'
import { BlockList, isIPv4 } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addressOctets, isIn, parseNetwork } from '../../../core/dns/network.ts'

describe('a network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.168.1.0/24', '192.168.1.0/24'],
    ['10.0.0.0/8 ', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0::/32', '2001:db8::/32'],
    ['2001:db8::7/128', '2001:db8::7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s is read as %s', (text, canonical) => {
    expect(parseNetwork(text)).toMatchObject({ ok: true, value: { text: canonical } })
  })

  it.each([
    ['', 'is no address or network'],
    ['shop.example.com', 'is no address or network'],
    ['10.0.0.256', 'is no address or network'],
    ['10.0.0.0/8/8', 'is no address or network'],
    ['10.0.0.0/33', '"/33" is no length; this address has 32 bits'],
    ['10.0.0.0/-1', 'is no length'],
    ['10.0.0.7/24', '10.0.0.7/24 has bits behind its length; the network is 10.0.0.0/24'],
    ['2001:db8::1/32', 'the network is 2001:db8::/32'],
  ])('%s is refused', (text, message) => {
    const parsed = parseNetwork(text)
    expect(parsed.ok ? 'read' : parsed.fault.message).toContain(message)
  })

  it('holds the addresses that Node’s own block list holds', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    fc.assert(
      fc.property(address, fc.nat(128), address, (base, length, asked) => {
        const octets = addressOctets(base)!
        const bits = Math.min(length, octets.length * 8)
        const plain = Array.from(octets, (octet, at) => octet & (0xff << (8 - Math.min(8, Math.max(0, bits - at * 8)))))
        const text = isIPv4(base) ? plain.join('.') : hex(plain)
        const network = parseNetwork(`${text}/${bits}`)
        if (!network.ok) throw new Error(network.fault.message)
        // What is an IPv4 address in IPv6 is one here, which Node's list sees otherwise.
        fc.pre(
          [base, asked].every((one) => isIPv4(one) || addressOctets(one)!.length === 16) &&
            network.value.octets.length === octets.length
        )
        const list = new BlockList()
        list.addSubnet(text, bits, isIPv4(base) ? 'ipv4' : 'ipv6')
        for (const one of [asked, base])
          expect(isIn(addressOctets(one)!, network.value)).toBe(
            isIPv4(one) === isIPv4(base) && list.check(one, isIPv4(one) ? 'ipv4' : 'ipv6')
          )
      })
    )
  })
})

function hex(octets: number[]): string {
  return Array.from({ length: 8 }, (_, at) => ((octets[at * 2]! << 8) | octets[at * 2 + 1]!).toString(16)).join(':')
}
