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

export async function startKnot(folder: string, core: string): Promise<{ server: Server; port: number }> {
  const port = await freePort()
  const storage = join(folder, 'knot')
  mkdirSync(storage, { recursive: true })
  writeFileSync(join(storage, 'root.zone'), `${zoneText()}\n`)
  const file = join(storage, 'knot.conf')
  writeFileSync(
    file,
    `server:
  rundir: ${storage}
  listen: 127.0.0.1@${port}
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
  const args = ['-c', file]
  return { server: await startServer({ core, command: 'knotd', args, ready: /\[\.\] loaded/ }), port }
}
