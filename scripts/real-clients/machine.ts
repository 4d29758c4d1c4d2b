import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** This machine on a network of its own, and the house's resolver on that network, another machine as far as the kernel knows. */
export const HERE = '198.51.100.1'
export const HOUSE = '198.51.100.53'
/** A second address of the house's machine. */
export const NEIGHBOUR = '198.51.100.10'
const HOUSE_SPACE = 'house'

/**
 * Inside the namespaces that real-clients.ts made: a network with a way out that is up, and copies of the folders that are written to. systemd-resolved asks
 * nobody while no link but loopback has carrier, an address and a route; a pair of Ethernet ends has all three wherever Linux has namespaces,
 * and a `dummy` interface is not in every kernel.
 */
export function makeMachine(folder: string): void {
  must('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'])
  must('ip', ['link', 'set', 'lo', 'up'])
  must('ip', ['netns', 'add', HOUSE_SPACE])
  must('ip', ['link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', HOUSE_SPACE])
  must('ip', ['addr', 'add', `${HERE}/24`, 'dev', 'uplink'])
  for (const address of [HOUSE, NEIGHBOUR]) inHouse('ip', ['addr', 'add', `${address}/24`, 'dev', 'eth0'])
  inHouse('ip', ['link', 'set', 'lo', 'up'])
  inHouse('ip', ['link', 'set', 'eth0', 'up'])
  must('ip', ['link', 'set', 'uplink', 'up'])
  must('ip', ['route', 'add', 'default', 'via', HOUSE])
  const etc = join(folder, 'etc')
  cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true })
  must('mount', ['--bind', etc, '/etc'])
  for (const path of ['/etc/systemd/resolved.conf', '/etc/systemd/resolved.conf.d', '/etc/resolv.conf'])
    rmSync(path, { recursive: true, force: true })
  mkdirSync('/etc/systemd', { recursive: true })
  symlinkSync('../run/systemd/resolve/stub-resolv.conf', '/etc/resolv.conf')
  // Where the product notes what it changed on a machine.
  must('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/var/lib'])
}

/** Where systemd-resolved is not installed, programs ask the house themselves. */
export function askHouse(): void {
  rmSync('/etc/resolv.conf')
  writeFileSync('/etc/resolv.conf', `nameserver ${HOUSE}\n`)
}

/** A command of the house's machine. */
export function ofHouse(command: string, args: string[]): [command: string, args: string[]] {
  return ['ip', ['netns', 'exec', HOUSE_SPACE, command, ...args]]
}

export function inHouse(command: string, args: string[]): void {
  must(...ofHouse(command, args))
}

/** A machine that is half made would let a client say something that means nothing: what fails is told. */
export function must(command: string, args: string[]): string {
  const ran = spawnSync(command, args, { encoding: 'utf8' })
  if (ran.error !== undefined) throw new Error(`${command}: ${ran.error.message}`)
  if (ran.status === 0) return ran.stdout
  throw new Error(`${command} ${args.join(' ')} ended with ${ran.status ?? ran.signal}: ${ran.stderr.trim()}`)
}
