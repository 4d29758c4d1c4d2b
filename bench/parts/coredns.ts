import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { startServer, type Server } from './server-process.ts'

/** The peer's version: another one is another measurement. */
export const COREDNS_VERSION = '1.15.0'

/** How many names its cache holds at least; the bench asks fewer. */
const CACHED_NAMES = 20_000

/**
 * The CoreDNS program of this version. Built once with `go install` into the cache folder of the product (XDG_CACHE_HOME is respected), which takes some
 * minutes the first time. Null where Go is missing or the build fails; why stands on stderr.
 */
export function installedCoreDns(): string | null {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mlbridge-workstation', 'bench')
  const bin = join(folder, `coredns-${COREDNS_VERSION}`)
  const program = join(bin, 'coredns')
  if (existsSync(program)) return program
  mkdirSync(bin, { recursive: true })
  try {
    console.error(`building CoreDNS ${COREDNS_VERSION}, once`)
    execFileSync('go', ['install', `github.com/coredns/coredns@v${COREDNS_VERSION}`], {
      env: { ...process.env, GOBIN: bin },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return program
  } catch (error) {
    console.error(`CoreDNS cannot be built: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    return null
  }
}

export type CoreDnsOptions = {
  program: string
  core: string
  upstreamPort: number
  folder: string
  /** Each is answered with 0.0.0.0 and ::, and all below it. */
  blockedNames: readonly string[]
  /** PEM files; null leaves the encrypted doors shut. */
  certificate: { cert: string; key: string } | null
}

export type CoreDns = { server: Server; port: number; ports: { tls: number; https: number } | null }

/** One core for Go, the same upstream, the same names blocked, everything else asked upstream and cached. */
export async function startCoreDns(options: CoreDnsOptions): Promise<CoreDns> {
  const { program, core, upstreamPort, folder, blockedNames, certificate } = options
  const port = await freePort()
  const ports = certificate === null ? null : { tls: await freePort(), https: await freePort() }
  const blocked = join(folder, 'coredns-blocked.hosts')
  writeFileSync(blocked, blockedNames.map((name) => `0.0.0.0 ${name}\n`).join(''))
  const plugins = [
    'bind 127.0.0.1',
    // Before the cache, as CoreDNS orders its plugins: what is blocked is never cached, and never asked.
    ...(blockedNames.length === 0 ? [] : [`hosts ${blocked} {`, '  fallthrough', '}']),
    `cache 3600 {`,
    `  success ${CACHED_NAMES} 3600`,
    '}',
    `forward . 127.0.0.1:${upstreamPort}`,
  ]
  const tls = certificate === null ? [] : [`tls ${certificate.cert} ${certificate.key}`]
  const block = (address: string, more: string[]) => `${address} {\n  ${[...more, ...plugins].join('\n  ')}\n}\n`
  const blocks = [
    block(`.:${port}`, []),
    ...(ports === null ? [] : [block(`tls://.:${ports.tls}`, tls), block(`https://.:${ports.https}`, tls)]),
  ]
  const file = join(folder, 'Corefile')
  writeFileSync(file, blocks.join(''))
  // taskset gives Go one core, so GOMAXPROCS is 1 by itself.
  const server = await startServer({ core, command: program, args: ['-conf', file], ready: /^CoreDNS-([\d.]+)$/m })
  return { server, port, ports }
}
