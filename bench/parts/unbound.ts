import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import type { Peer } from './peers.ts'
import { startServer } from './server-process.ts'

/** One thread, without validation, as the product. */
export const unbound: Peer = {
  name: 'unbound',
  version() {
    try {
      return /Version (\S+)/.exec(execFileSync('unbound', ['-V'], { encoding: 'utf8' }))?.[1] ?? 'unknown'
    } catch {
      return null
    }
  },
  async start({ core, upstreamPort, folder, blockedNames }) {
    const port = await freePort()
    const file = join(folder, 'unbound.conf')
    const server = [
      `interface: 127.0.0.1@${port}`,
      `port: ${port}`,
      'num-threads: 1',
      'do-daemonize: no',
      'use-syslog: no',
      'logfile: ""',
      'verbosity: 1',
      'chroot: ""',
      'username: ""',
      `directory: "${folder}"`,
      `pidfile: "${join(folder, 'unbound.pid')}"`,
      'module-config: "iterator"',
      'do-not-query-localhost: no',
      ...blockedNames.map((name) => `local-zone: "${name}." always_null`),
    ]
    const forward = ['name: "."', `forward-addr: 127.0.0.1@${upstreamPort}`]
    writeFileSync(
      file,
      `server:\n  ${server.join('\n  ')}\nforward-zone:\n  ${forward.join('\n  ')}\nremote-control:\n  control-enable: no\n`
    )
    const args = ['-d', '-c', file]
    return { server: await startServer({ core, command: 'unbound', args, ready: /start of service/ }), port }
  },
}
