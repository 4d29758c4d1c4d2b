import { expect, it, vi } from 'vitest'
import { openDoors } from '../../../../core/resolver/doors/opening.ts'
import { ok } from '../../../../core/system/result.ts'

vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  networkInterfaces: () => ({
    lo: [
      { family: 'IPv4', address: '127.0.0.1', internal: true },
      { family: 'IPv6', address: '::1', internal: true },
    ],
    lan: [
      { family: 'IPv4', address: '192.0.2.7', internal: false },
      { family: 'IPv6', address: '2001:db8::7', internal: false },
      { family: 'IPv6', address: 'fe80::7', internal: false },
    ],
    vpn: [{ family: 'IPv4', address: '198.51.100.7', internal: false }],
  }),
}))

it.each([
  [['0.0.0.0'], ['192.0.2.7', '198.51.100.7']],
  [['::'], ['2001:db8::7']],
  [
    ['192.0.2.7', '0.0.0.0', '::'],
    ['192.0.2.7', '198.51.100.7', '2001:db8::7'],
  ],
  [['203.0.113.7'], ['203.0.113.7']],
  [[], []],
])('doors on %j open on %j', async (addresses, hosts) => {
  const asked: string[] = []
  const doors = openDoors('dns', async ({ host, port }) => {
    asked.push(host)
    return ok({ port, close: (done: () => void) => done() })
  })
  await doors.follow(addresses, 5335)
  expect(asked).toEqual(hosts)
})
