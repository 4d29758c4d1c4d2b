import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { holdersOf, wordsOfHolders } from '../../../core/system/port-holder/holder.ts'
import { addressOf, holdersOnLinux } from '../../../core/system/port-holder/linux.ts'
import { holdersInLsof } from '../../../core/system/port-holder/macos.ts'
import { holdersInRows } from '../../../core/system/port-holder/windows.ts'
import { scratchRoot } from '../machine-dns/scratch.ts'

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const PROC = {
  'proc/net/udp': `${HEAD}  100: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 4711 2 0 0\n  101: 0100007F:1388 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4799 2 0 0\n`,
  'proc/net/tcp': `${HEAD}    0: 3500007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 4712 1 0 0\n    1: 0100007F:A1B2 01010101:0035 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 0\n`,
  'proc/net/udp6': `${HEAD}   5: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   999        0 4714 2 0 0\n`,
  'proc/412/comm': 'systemd-resolve\n',
  'proc/412/cmdline': '/lib/systemd/systemd-resolved\0',
  'proc/412/fd/11': { link: 'socket:[4711]' },
  'proc/412/fd/12': { link: 'socket:[4712]' },
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\ndnsmasq:x:999:999::/:/bin/false\n',
}

describe('Linux', () => {
  test('names the program behind each socket, and the user alone where its files may not be seen', async () => {
    await using machine = await scratchRoot(PROC)
    const holders = await holdersOnLinux(53, { files: fs, root: machine.root })
    expect(holders).toEqual([
      { protocol: 'udp', address: '127.0.0.53', program: 'systemd-resolved', pid: 412, user: '101' },
      { protocol: 'udp', address: '::1', program: null, pid: null, user: 'dnsmasq' },
      { protocol: 'tcp', address: '127.0.0.53', program: 'systemd-resolved', pid: 412, user: '101' },
    ])
    const said = wordsOfHolders(holders)
    expect(said).toContain('systemd-resolved (process 412) holds it on 127.0.0.53; a program of the user dnsmasq')
    expect(said).toContain('DNSStubListener=no')
  })

  test.skipIf(process.platform !== 'linux')('finds a real program by its real socket', async () => {
    const script =
      "const s=require('dgram').createSocket('udp4');s.bind(0,'127.0.0.1',()=>console.log(s.address().port))"
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const holders = await holdersOf(Number(String(line)))
    child.kill()
    expect(holders).toMatchObject([{ protocol: 'udp', address: '127.0.0.1', pid: child.pid }])
  })

  test('a port that nobody holds has no holder', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    await new Promise<void>((resolve) => socket.close(() => resolve()))
    expect(await holdersOf(port)).toEqual([])
    expect(wordsOfHolders([])).toBeNull()
  })

  test.each([
    ['0100007F', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['00000000000000000000000001000000', '::1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
  ])('reads the address %s', (hex, text) => expect(addressOf(hex)).toBe(text))
})

test('macOS: what lsof prints, connections to other machines left out', () => {
  const text =
    'p87\ncmDNSResponder\nL_mdnsresponder\nf12\nPUDP\nn*:53\np900\nccurl\nLanna\nf5\nPTCP\nn10.0.0.5:51000->192.0.2.1:53\np55\ncDocker\nLanna\nf8\nPTCP\nn127.0.0.1:53\n'
  expect(holdersInLsof(text, 53)).toEqual([
    { protocol: 'udp', address: '*', program: 'mDNSResponder', pid: 87, user: '_mdnsresponder' },
    { protocol: 'tcp', address: '127.0.0.1', program: 'Docker', pid: 55, user: 'anna' },
  ])
})

test('Windows: a svchost is named after its services', () => {
  const text = '[{"protocol":"udp","address":"0.0.0.0","pid":1234,"program":"svchost","services":["SharedAccess"]}]'
  const holders = holdersInRows(text)
  expect(holders).toEqual([
    { protocol: 'udp', address: '0.0.0.0', program: 'svchost with SharedAccess', pid: 1234, user: null },
  ])
  expect(wordsOfHolders(holders)).toContain('Windows shares a connection (ICS)')
  expect(holdersInRows('no json')).toEqual([])
})
