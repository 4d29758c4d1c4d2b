import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startAuthority } from '../product/authority.ts'
import { startProduct, type Product } from '../product.ts'

/**
 * Runs in a network and a mount namespace of its own (machine-dns.test.ts starts it), where /etc is a copy: the product is this machine's DNS for
 * real, and the machine's own programs ask through /etc/resolv.conf. Prints what it saw as one line of JSON.
 */
const ROOT = join(import.meta.dirname, '..', '..', '..')
const RESOLV_CONF = '/etc/resolv.conf'
const HOUSE = 'search corp.test\nnameserver 127.0.0.2\noptions timeout:1 attempts:1\n'
const LISTED = 'listed.brightfern.com'
const PASSED = 'shop.brightfern.com'
const run = promisify(execFile)

const scratch = await mkdtemp(join(tmpdir(), 'mlbridge-namespace-'))
await sh('ip', 'link', 'set', 'lo', 'up')
await cp('/etc', join(scratch, 'etc'), { recursive: true, verbatimSymlinks: true })
await sh('mount', '--bind', join(scratch, 'etc'), '/etc')
await mkdir(join(scratch, 'lib'))
await sh('mount', '--bind', join(scratch, 'lib'), '/var/lib')
await rm(RESOLV_CONF, { force: true })
await writeFile(RESOLV_CONF, HOUSE, { mode: 0o640 })
await writeFile('/etc/nsswitch.conf', 'hosts: files dns\n')
const houseServer = await startAuthority(
  (name, type) => {
    if (!name.endsWith('brightfern.com')) return null
    return type === 'A' ? { answers: [{ type: 'A', name, ttl: 1, data: '192.0.2.10' }] } : {}
  },
  (name) => ({
    type: 'SOA',
    name,
    ttl: 60,
    data: { mname: 'ns', rname: 'r', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 },
  }),
  { host: '127.0.0.2', port: 53 }
)

const data = join(scratch, 'data')
const seen: Record<string, unknown> = {}
try {
  seen['before'] = { listed: await resolved(LISTED), passed: await resolved(PASSED) }
  await conversation()
} finally {
  await houseServer[Symbol.asyncDispose]()
  await sh('umount', '-l', '/etc')
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
}
process.stdout.write(`${JSON.stringify(seen)}\n`)
process.exit()

async function conversation(): Promise<void> {
  const first = await start()
  await first.call('lists.add', { name: 'mine', effect: 'block', source: { kind: 'pasted', text: LISTED } })
  seen['unasked'] = await conf()
  const { machineDns } = await first.call('settings.change', { machineDns: true })
  seen['set'] = { state: machineDns.state, governor: machineDns.governor, conf: await conf() }
  seen['asks here'] = { listed: await resolved(LISTED), passed: await resolved(PASSED), ...(await upstreams(first)) }

  seen['self-test'] = Object.fromEntries(
    (await first.call('workstation.selfTest', {})).map(({ check, passed, detail }) => [
      check,
      passed ? 'passed' : detail,
    ])
  )

  const killed = performance.now()
  await first.kill()
  seen['kill -9'] = { seconds: await untilHouse(killed), conf: await conf(), listed: await resolved(LISTED) }

  const second = await start()
  seen['started again'] = {
    state: (await second.call('workstation.state', {})).machineDns.state,
    listed: await resolved(LISTED),
  }
  seen['ended'] = { status: await second.end(), conf: await conf(), watchdogs: await watchdogs() }

  const third = await start()
  await killWithWatchdog(third)
  seen['both killed'] = { conf: await conf() }
  seen['restore-dns'] = await restoreDns()
  seen['restore-dns again'] = await restoreDns()

  const fourth = await start()
  await killWithWatchdog(fourth)
  const fifth = await start()
  const notices = (await fifth.call('workstation.state', {})).notices.join(' ')
  seen['next start'] = {
    notices,
    ...(await upstreams(fifth)),
    listed: await resolved(LISTED),
    passed: await resolved(PASSED),
  }

  const stopped = performance.now()
  fifth.process.kill('SIGSTOP')
  seen['hung'] = { seconds: await untilHouse(stopped), conf: await conf() }
  fifth.process.kill('SIGCONT')
  seen['awake again'] = { listed: await untilListed() }

  await writeFile(RESOLV_CONF, 'nameserver 127.0.0.2\n# by a person\n')
  seen['changed by a person'] = { status: await fifth.end(), conf: await conf(), said: fifth.said() }
}

function start(): Promise<Product> {
  return startProduct({ data, dns: '127.0.0.1:53', upstream: 'machine' })
}

async function upstreams(product: Product): Promise<{ upstreams: string[] }> {
  return { upstreams: (await product.call('workstation.state', {})).dns.upstreams }
}

function conf(): Promise<string> {
  return readFile(RESOLV_CONF, 'utf8')
}

/** What a program of this machine gets to know: libc reads /etc/resolv.conf, and asks for IPv6 first. */
async function resolved(name: string): Promise<string> {
  const { stdout } = await run('getent', ['hosts', name]).catch(() => ({ stdout: '' }))
  return stdout.split(/\s/)[0] ?? ''
}

/** Seconds until a program of this machine gets the house's answer again. */
async function untilHouse(since: number): Promise<number> {
  while ((await conf()) !== HOUSE || (await resolved(LISTED)) !== '192.0.2.10') await wait(10)
  return (performance.now() - since) / 1000
}

async function untilListed(): Promise<string> {
  while ((await resolved(LISTED)) !== '::') await wait(50)
  return resolved(LISTED)
}

async function watchdogs(): Promise<number[]> {
  const found: number[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (words.includes('--watch-machine-dns') && words.includes(data)) found.push(Number(pid))
  }
  return found
}

async function killWithWatchdog(product: Product): Promise<void> {
  const pids = await watchdogs()
  // Stopped first, or each would see the other one die.
  for (const pid of [product.process.pid!, ...pids]) process.kill(pid, 'SIGSTOP')
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  const exit = once(product.process, 'exit')
  product.process.kill('SIGKILL')
  await exit
}

/** As it is run where nothing is installed: its own files alone, without node_modules. */
async function restoreDns(): Promise<{ status: number | null; said: string; conf: string }> {
  const bare = join(scratch, 'bare')
  await cp(join(ROOT, 'core'), join(bare, 'core'), { recursive: true })
  await cp(join(ROOT, 'scripts', 'restore-dns.mjs'), join(bare, 'scripts', 'restore-dns.mjs'))
  await writeFile(join(bare, 'package.json'), '{"type":"module"}')
  const ran = spawnSync(process.execPath, [join(bare, 'scripts', 'restore-dns.mjs'), '--data', data], {
    cwd: '/',
    encoding: 'utf8',
  })
  return { status: ran.status, said: ran.stdout + ran.stderr, conf: await conf() }
}

async function sh(program: string, ...args: string[]): Promise<void> {
  await run(program, args)
}
