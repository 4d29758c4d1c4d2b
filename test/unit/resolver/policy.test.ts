import { describe, expect, it } from 'vitest'
import { addressBytes } from '../../../core/dns/address.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import { nearestParent } from '../../../core/dns/nearest-parent.ts'
import { isPrivateAddress } from '../../../core/dns/private-address.ts'
import { localZoneOf } from '../../../core/dns/special-use.ts'
import { compilePolicy, reverseName, USUAL_POLICY } from '../../../core/resolver/policy.ts'

const name = (text: string) => text as DomainName

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '10.255.0.1',
    '127.8.8.8',
    '169.254.1.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '::',
    '::1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'febf::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
  ])('%s is private', (text) => {
    expect(isPrivateAddress(addressBytes(text))).toBe(true)
  })

  it.each([
    '1.0.0.1',
    '11.0.0.1',
    '126.0.0.1',
    '169.253.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '192.169.0.1',
    '198.51.100.7',
    '::2',
    '::1:1',
    'fbff::1',
    'fec0::1',
    '2001:db8::1',
    '::ffff:198.51.100.7',
  ])('%s is public', (text) => {
    expect(isPrivateAddress(addressBytes(text))).toBe(false)
  })

  it('leads back by the name under which RFC 1035 and RFC 3596 look it up', () => {
    expect(reverseName(addressBytes('192.0.2.7'))).toBe('7.2.0.192.in-addr.arpa')
    expect(reverseName(addressBytes('2001:db8::567:89ab'))).toBe(
      'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'
    )
  })
})

describe('the zones that are served here', () => {
  it.each([
    ['localhost', 'localhost'],
    ['a.b.localhost', 'localhost'],
    ['5.4.16.172.in-addr.arpa', '16.172.in-addr.arpa'],
    ['1.2.3.10.in-addr.arpa', '10.in-addr.arpa'],
    ['7.64.100.in-addr.arpa', '64.100.in-addr.arpa'],
    ['x.onion', 'onion'],
    ['home.arpa', 'home.arpa'],
  ])('%s lies in %s', (asked, apex) => {
    expect(localZoneOf(name(asked))?.apex).toBe(apex)
  })

  it.each([
    '',
    'arpa',
    'in-addr.arpa',
    '110.in-addr.arpa',
    '15.172.in-addr.arpa',
    '32.172.in-addr.arpa',
    '63.100.in-addr.arpa',
    'myonion',
    'notlocal',
    'local.shop-mirror.net',
    'nas.lan',
    'example.com',
  ])('"%s" lies in none', (asked) => {
    expect(localZoneOf(name(asked))).toBeNull()
  })

  it('are found by whole labels', () => {
    const names = new Set(['shop.net', 'net'])
    expect(nearestParent(name('a.shop.net'), names)).toBe('shop.net')
    expect(nearestParent(name('ashop.net'), names)).toBe('net')
    expect(nearestParent(name('shop.org'), names)).toBeNull()
  })
})

describe('what a person decided about answers', () => {
  const policy = compilePolicy({
    ...USUAL_POLICY,
    privateAddressesAllowed: ['intranet.shop-mirror.net'],
    forwardedDomains: ['corp.net'],
    localRecords: [
      { address: '192.168.1.5', names: ['nas.lan', 'files.lan'] },
      { address: 'fd00::5', names: ['nas.lan'] },
      { address: '192.168.1.5', names: ['second.lan'] },
    ],
  })

  it('has the addresses of a name together, and an address leads back to its first name', () => {
    expect(policy.localName(name('nas.lan'))?.addresses).toEqual([addressBytes('192.168.1.5'), addressBytes('fd00::5')])
    expect(policy.localName(name('5.1.168.192.in-addr.arpa'))?.pointsTo).toBe('nas.lan')
    expect(policy.localName(name('x.nas.lan'))).toBeNull()
  })

  it('lets private addresses pass below exceptions and forwarded domains, and for names that are not public', () => {
    const may = (text: string) => policy.mayBePrivate(name(text))
    expect(['a.intranet.shop-mirror.net', 'x.corp.net', 'nas.lan', 'printer'].map(may)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['shop-mirror.net', 'acorp.net'].map(may)).toEqual([false, false])
  })

  it.each([
    ['secured', [true, false]],
    ['all', [true, true]],
    ['none', [false, false]],
  ] as const)('believes AD of a secured upstream and of another one, with "%s": %j', (authenticated, believed) => {
    const { believesAuthenticated } = compilePolicy({ ...USUAL_POLICY, authenticated })
    expect([true, false].map(believesAuthenticated)).toEqual(believed)
  })
})
