import { expect, it, vi } from 'vitest'
import { openDoors } from '../../../../core/resolver/doors/opening.ts'
import { failed, ok } from '../../../../core/system/result.ts'

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

it('what could not be opened is said for as long as it is wanted, and no longer', async () => {
  const doors = openDoors('dns', async ({ host, port }) =>
    host === '203.0.113.7'
      ? failed({ kind: 'bad-address', message: `${host} cannot be opened` })
      : ok({ port, close: (done: () => void) => done() })
  )
  const notes = () => doors.state(true).notes
  await doors.follow(['192.0.2.7', '203.0.113.7'], 5335)
  expect(notes()).toEqual(['203.0.113.7 cannot be opened'])
  await doors.follow(['192.0.2.7', '203.0.113.7', '198.51.100.7'], 5335)
  expect(notes()).toEqual(['203.0.113.7 cannot be opened'])
  await doors.follow(['192.0.2.7'], 5335)
  expect(notes()).toEqual([])
})

it('what is open elsewhere than usual stays said while another address is opened', async () => {
  const doors = openDoors('tls', async ({ host, port }) =>
    port === 853
      ? failed({ kind: 'bad-address', message: `${host}:853 is taken.` })
      : ok({ port, close: (done: () => void) => done() })
  )
  await doors.follow(['127.0.0.1'], null)
  await doors.follow(['127.0.0.1', '192.0.2.7'], null)
  expect(doors.state(true).notes).toEqual(['127.0.0.1:853 is taken. Open on 127.0.0.1:8853 instead.'])
  await doors.follow([], null)
  expect(doors.state(false).notes).toEqual([])
})
