import { createSocket } from 'node:dgram'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMachineDns, serversBehind } from '../../../core/desk/machine-dns.ts'
import type { Journal } from '../../../core/system/machine-dns/journal.ts'
import { dnsFault, type Governor, type Reading } from '../../../core/system/machine-dns/port.ts'
import { ok, failed } from '../../../core/system/result.ts'
import { dnsOf, given, scratchRoot } from '../machine-dns/scratch.ts'

const AT = { host: '127.0.0.1', port: 53 }
/** A watchdog that does nothing but end with its pipe. */
const idle = {
  program: process.execPath,
  before: ['-e', "process.stdin.on('end', () => process.exit()).resume()", '--'],
}

async function setting() {
  const machine = await scratchRoot({ 'etc/resolv.conf': 'nameserver 192.0.2.1\n' })
  const notices: string[] = []
  const dns = dnsOf(machine)
  const place = { dataFolder: machine.dataFolder, root: machine.root }
  const machineDns = createMachineDns({ place, watchdog: idle, notice: (text) => notices.push(text), dns })
  return { machine, dns, machineDns, notices, place }
}

test('is told as it stands, taken when it is asked for, and given back at the end', async () => {
  const { machine, machineDns, dns } = await setting()
  await using _ = machine
  await machineDns.answersAt(AT)
  expect(machineDns.view).toMatchObject({
    state: 'not-set',
    governor: 'resolv.conf',
    servers: ['192.0.2.1'],
    obstacle: null,
  })
  expect(machineDns.servers).toBeNull()
  await machineDns.use(true)
  expect(machineDns.view).toMatchObject({ state: 'set', servers: ['192.0.2.1'] })
  expect(machineDns.servers).toEqual(['192.0.2.1'])
  await machineDns[Symbol.asyncDispose]()
  expect(await dns.read()).toMatchObject({ value: { servers: ['192.0.2.1'] } })
})

test('what is in the way is told before, and refused with its command', async () => {
  const { machine, machineDns } = await setting()
  await using _ = machine
  await machineDns.answersAt({ host: '127.0.0.1', port: 5335 })
  expect(machineDns.view.obstacle?.message).toContain('port 5335')
  await expect(machineDns.use(true)).rejects.toMatchObject({ fault: { kind: 'refused', field: 'machineDns' } })
  await machineDns.answersAt(null)
  await expect(machineDns.use(true)).rejects.toThrow('the resolver answers nowhere')
  await machineDns[Symbol.asyncDispose]()
})

test('settings that cannot be put back are said at the end, with the command that does', async () => {
  const { machine, dns, notices, place } = await setting()
  await using _ = machine
  const stuck = { ...dns, restore: async () => failed(dnsFault('failed', 'the disk is read-only')) }
  const machineDns = createMachineDns({ place, watchdog: idle, notice: (text) => notices.push(text), dns: stuck })
  await machineDns.answersAt(AT)
  await machineDns.use(true)
  await machineDns[Symbol.asyncDispose]()
  expect(notices.join()).toContain('it could not be put back: the disk is read-only')
  expect(notices.join()).toContain('npm run restore-dns')
})

test('what an earlier run left behind is put back first, and told', async () => {
  const { machine, dns, machineDns, notices } = await setting()
  await using _ = machine
  expect(await dns.take(AT)).toMatchObject(ok({ governor: 'resolv.conf' }))
  await machineDns.clearUp()
  expect(await dns.taken()).toEqual(ok(null))
  expect(notices[0]).toContain('/etc/resolv.conf: put back as it was')
  await machineDns[Symbol.asyncDispose]()
})

test.each([
  ['runs, stays as it is', true],
  ['is gone, is put back', false],
])('what another workstation has set that %s', async (_, runs) => {
  const { machine, notices } = await setting()
  await using _machine = machine
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => socket.send(message, from.port, from.address))
  const port = await new Promise<number>((done) => socket.bind(0, '127.0.0.1', () => done(socket.address().port)))
  if (!runs) await new Promise<void>((done) => socket.close(done))
  const own = dnsOf(machine)
  given(await own.take(AT))
  // The other one answers at a port of this test.
  const dns = {
    ...own,
    taken: async () => {
      const taken = await own.taken()
      return taken.ok && taken.value !== null ? ok({ ...taken.value, target: { ...AT, port } }) : taken
    },
  }
  const place = { dataFolder: join(machine.root, 'another'), root: machine.root }
  const machineDns = createMachineDns({ place, watchdog: idle, notice: (text) => notices.push(text), dns })
  await machineDns.clearUp()
  expect(given(await own.taken()) !== null).toBe(runs)
  expect(notices[0]).toContain(runs ? 'stays it' : 'put back as it was')
  await machineDns[Symbol.asyncDispose]()
  if (runs) socket.close()
})

test('systemd-resolved still tells whom another network gave it, the others only whom they had before', () => {
  const journal: Journal = {
    ...{ version: 1, takenAt: '', dataFolder: '', governor: 'systemd-resolved', changes: [] },
    ...{ target: AT, servers: ['192.0.2.1'] },
  }
  const reading = (governor: Governor, servers: string[]): Reading => ({ governor, servers, searches: [], notes: [] })
  expect(serversBehind(journal, reading('systemd-resolved', ['127.0.0.1', '198.51.100.1']))).toEqual(['198.51.100.1'])
  expect(serversBehind(journal, reading('systemd-resolved', ['127.0.0.1']))).toEqual(['192.0.2.1'])
  expect(serversBehind(journal, reading('resolv.conf', ['127.0.0.1']))).toEqual(['192.0.2.1'])
  expect(serversBehind(journal, null)).toEqual(['192.0.2.1'])
})

test('a system that nothing here knows is said to be one', async () => {
  const { machine, place } = await setting()
  await using _ = machine
  const machineDns = createMachineDns({ place, watchdog: idle, notice: () => undefined, dns: null })
  await machineDns.answersAt(AT)
  expect(machineDns.view.state).toBe('unsupported')
  await expect(machineDns.use(true)).rejects.toThrow('are not known here')
  await machineDns[Symbol.asyncDispose]()
})
