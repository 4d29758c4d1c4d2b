import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { HOUSE, must } from './machine.ts'

export const RESOLVED = '/lib/systemd/systemd-resolved'
export const STUB = '127.0.0.53'
const DROP_INS = '/etc/systemd/resolved.conf.d'
const WITHIN_MS = 10_000

/** systemd-resolved with a system bus and without systemd: `systemctl` is a double of the two things that are wanted of it. */
export type Resolved = {
  /** Stands first in the PATH of who calls systemctl. */
  programs: string
  /** Writes a drop-in as a person would, and starts it anew. */
  configure(lines: string[]): Promise<void>
}

export async function startResolved(folder: string): Promise<Resolved> {
  const programs = join(folder, 'programs')
  mkdirSync(programs)
  writeFileSync(join(programs, 'systemctl'), systemctl(join(folder, 'resolved.pid')))
  chmodSync(join(programs, 'systemctl'), 0o755)
  for (const path of ['/run/systemd/resolve', '/run/dbus']) mkdirSync(path, { recursive: true })
  must('chown', ['-R', 'systemd-resolve:systemd-resolve', '/run/systemd/resolve'])
  must('dbus-daemon', ['--system', '--fork'])
  writeFileSync('/etc/systemd/resolved.conf', '[Resolve]\nLLMNR=no\nMulticastDNS=no\n')
  const restart = async () => {
    must(join(programs, 'systemctl'), ['try-reload-or-restart', 'systemd-resolved.service'])
    await answering()
  }
  await restart()
  // As DHCP tells it by way of networkd or NetworkManager; it is kept over restarts.
  must('resolvectl', ['dns', 'uplink', HOUSE])
  return {
    programs,
    async configure(lines) {
      mkdirSync(DROP_INS, { recursive: true })
      writeFileSync(join(DROP_INS, 'by-hand.conf'), ['[Resolve]', ...lines, ''].join('\n'))
      await restart()
    },
  }
}

export function resolvedMissing(): string | null {
  if (!existsSync(RESOLVED)) return `\`${RESOLVED}\` is not installed here`
  for (const program of ['dbus-daemon', 'resolvectl'])
    if (spawnSync('which', [program]).status !== 0)
      return `\`${program}\`, which systemd-resolved goes by, is not installed here`
  return null
}

/** The one command that the product gives, and what systemd 252 does for it: this version of the daemon cannot reload. */
function systemctl(pid: string): string {
  return `#!/bin/sh
[ "$*" = "try-reload-or-restart systemd-resolved.service" ] || { echo "systemctl $*: not expected here" >&2; exit 1; }
if [ -e ${pid} ]; then
  kill "$(cat ${pid})"
  while [ -e "/proc/$(cat ${pid})/exe" ]; do sleep 0.02; done
fi
setsid ${RESOLVED} </dev/null >/dev/null 2>&1 &
echo $! >${pid}
`
}

async function answering(): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (!(await connects())) {
    if (performance.now() > deadline)
      throw new Error(`systemd-resolved does not listen on ${STUB} after ${WITHIN_MS / 1000} s`)
    await wait(50)
  }
}

function connects(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(53, STUB)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
