import { expect, it } from 'vitest'
import { clientOf } from '../../../core/resolver/client-of.ts'

it('one IPv6 /64 is one client, whatever addresses it gives itself; an IPv4 address is one', () => {
  expect(clientOf('2001:db8:1:2::7')).toBe(clientOf('2001:db8:1:2:ffff::8'))
  expect(clientOf('2001:db8:1:2::7')).not.toBe(clientOf('2001:db8:1:3::7'))
  expect([clientOf('192.0.2.7'), clientOf('')]).toEqual(['192.0.2.7', ''])
})
