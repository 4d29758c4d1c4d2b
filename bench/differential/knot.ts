import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../parts/free-port.ts'
import { startServer, type Server } from '../parts/server-process.ts'
import { zoneText } from './zone.ts'

/** Debian's `knot`. */
export function knotVersion(): string | null {
  try {
    return execFileSync('knotd', ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1) ?? 'unknown'
  } catch {
    return null
  }
}

type KnotOptions = {
  /** The root zone; the run's own unless said. */
  zone?: string
  /** A free port of loopback unless said. */
  at?: { host: string; port: number }
  /** The program with what stands before it. */
  command?: readonly string[]
}

export async function startKnot(
  folder: string,
  core: string,
  { zone = zoneText(), at, command = ['knotd'] }: KnotOptions = {}
): Promise<{ server: Server; port: number }> {
  const { host, port } = at ?? { host: '127.0.0.1', port: await freePort() }
  const storage = join(folder, 'knot')
  mkdirSync(storage, { recursive: true })
  writeFileSync(join(storage, 'root.zone'), `${zone}\n`)
  const file = join(storage, 'knot.conf')
  writeFileSync(
    file,
    `server:
  rundir: ${storage}
  listen: ${host}@${port}
database:
  storage: ${storage}
log:
  - target: stdout
    any: info
template:
  - id: default
    storage: ${storage}
    file: root.zone
    semantic-checks: off
zone:
  - domain: .
`
  )
  const [program = 'knotd', ...before] = command
  const args = [...before, '-c', file]
  return { server: await startServer({ core, command: program, args, ready: /\[\.\] loaded/ }), port }
}
