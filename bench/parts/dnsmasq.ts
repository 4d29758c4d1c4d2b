import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import type { Peer } from './peers.ts'
import { startServer } from './server-process.ts'

/** The same upstream, the same names blocked. Its forwarding table is 150 by default: too small for a first round of 2,000 names. */
export const dnsmasq: Peer = {
  name: 'dnsmasq',
  version() {
    try {
      return /version (\S+)/.exec(execFileSync('dnsmasq', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown'
    } catch {
      return null
    }
  },
  async start({ core, upstreamPort, folder, blockedNames }) {
    const port = await freePort()
    const file = join(folder, 'dnsmasq.conf')
    const settings = [
      `port=${port}`,
      'listen-address=127.0.0.1',
      'bind-interfaces',
      'no-resolv',
      'no-hosts',
      `server=127.0.0.1#${upstreamPort}`,
      'cache-size=10000',
      'dns-forward-max=4000',
      ...blockedNames.map((name) => `address=/${name}/0.0.0.0`),
    ]
    writeFileSync(file, `${settings.join('\n')}\n`)
    const args = ['--keep-in-foreground', '--log-facility=-', '--user=', '--pid-file=', `--conf-file=${file}`]
    return { server: await startServer({ core, command: 'dnsmasq', args, ready: /started, version/ }), port }
  },
}
