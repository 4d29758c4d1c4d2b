import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Starts the product between a loopback upstream and real clients, runs each of them, and writes every command with what it said to docs/real-clients.md.
 * A client that is not installed is named as such. systemd-resolved runs without systemd in a network namespace of its own (as root on Linux).
 *
 *   node scripts/real-clients.ts [--inside]
 */
const ROOT = join(import.meta.dirname, '..')
const NAME = 'www.shop-mirror.net'
const RESOLVED = '/lib/systemd/systemd-resolved'
const folder = mkdtempSync(join(tmpdir(), 'real-clients-'))
const children: ChildProcess[] = []
const parts: string[] = []

try {
  if (!process.argv.includes('--inside')) inside()
  else await runAll()
} finally {
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true, force: true })
}

/** Everything happens in a network namespace of its own: no question can leave, and every port is free. */
function inside(): void {
  const command = [process.execPath, import.meta.filename, '--inside']
  const ran = spawnSync('unshare', ['--net', '--mount', '--', ...command], { stdio: 'inherit' })
  process.exitCode = ran.status ?? 1
}

async function runAll(): Promise<void> {
  spawnSync('ip', ['link', 'set', 'lo', 'up'])
  // systemd-resolved asks nobody while the machine has no uplink. This one leads nowhere.
  spawnSync('ip', ['link', 'add', 'uplink', 'type', 'dummy'])
  spawnSync('ip', ['addr', 'add', '198.51.100.1/24', 'dev', 'uplink'])
  spawnSync('ip', ['link', 'set', 'uplink', 'up'])
  spawnSync('ip', ['route', 'add', 'default', 'via', '198.51.100.254'])
  const upstream = await started([join(ROOT, 'bench', 'parts', 'upstream.ts')], /ready (\d+)/)
  const product = [
    join(ROOT, 'out', 'main', 'headless.js'),
    ...['--headless', '--no-open', '--data', folder, '--dns', '127.0.0.1:5335', '--upstream', `127.0.0.1:${upstream}`],
    ...['--dot', '853', '--doh', '443'],
  ]
  console.error(await started(product, /^({"ready":.*})$/m))
  const authority = join(folder, 'certificate', 'authority.pem')
  const trust = ['+tls-ca=authority.pem', '+tls-hostname=localhost']
  show('dig, with its cookie', 'dig', ['@127.0.0.1', '-p', '5335', NAME])
  show('dig, with the cookie alone (RFC 7873, 5.4)', 'dig', ['@127.0.0.1', '-p', '5335', '+header-only', '+cookie'])
  show('kdig over TLS', 'kdig', ['@127.0.0.1', '+tls', ...trust, NAME])
  show('kdig over HTTPS', 'kdig', ['@127.0.0.1', '+https', ...trust, NAME])
  show('curl that resolves over HTTPS', 'curl', [
    ...['-sv', '--cacert', 'authority.pem', '--doh-url', 'https://localhost/dns-query', '--connect-timeout', '2'],
    `http://${NAME}/`,
  ])
  show('A GET as Firefox sends it', 'curl', [
    ...[
      '-s',
      '--http2',
      '--cacert',
      'authority.pem',
      '-D',
      '-',
      '-o',
      'answer.bin',
      '-H',
      'accept: application/dns-message',
    ],
    `https://localhost/dns-query?dns=${firefoxQuestion()}`,
  ])
  show('Its answer', 'xxd', ['answer.bin'])
  write()
  await throughResolved(authority)
  write()
}

/** EDNS(0) with a Padding option to 128 octets and id 0, as Firefox's TRR asks. */
function firefoxQuestion(): string {
  const name = Buffer.concat([
    ...NAME.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])
  const head = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
  const asked = Buffer.concat([head, name, Buffer.from([0, 1, 0, 1])])
  const padding = 128 - asked.length - 15
  const opt = Buffer.from([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, padding + 4, 0, 12, 0, padding])
  return Buffer.concat([asked, opt, Buffer.alloc(padding)]).toString('base64url')
}

/** systemd-resolved in front: its stub asks the product over plain DNS, then over TLS. */
async function throughResolved(authority: string): Promise<void> {
  if (spawnSync('test', ['-x', RESOLVED]).status !== 0) return void parts.push(missing('systemd-resolved', RESOLVED))
  // It wants a system bus and its own folders; a file system of its own in memory keeps this machine's as they are.
  for (const path of ['/run', '/etc/systemd']) spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', path])
  spawnSync('mkdir', ['-p', '/run/systemd/resolve', '/run/dbus'])
  spawnSync('chown', ['-R', 'systemd-resolve:systemd-resolve', '/run/systemd/resolve'])
  spawnSync('dbus-daemon', ['--system', '--fork'], { stdio: 'ignore', timeout: 5000 })
  // It trusts what the system trusts: for this namespace that is our authority.
  spawnSync('mount', ['--bind', authority, '/etc/ssl/certs/ca-certificates.crt'])
  for (const [title, settings] of [
    ['systemd-resolved in front', 'DNS=127.0.0.1:5335\nDNSOverTLS=no\nDNSSEC=no\nCache=no'],
    [
      'systemd-resolved in front, over TLS with the certificate checked',
      'DNS=127.0.0.1:853#localhost\nDNSOverTLS=yes\nDNSSEC=no\nCache=no',
    ],
  ] as const) {
    writeFileSync('/etc/systemd/resolved.conf', `[Resolve]\n${settings}\n`)
    const log: Buffer[] = []
    const resolved = spawn(RESOLVED, [], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SYSTEMD_LOG_LEVEL: 'info' },
    })
    resolved.stderr.on('data', (piece: Buffer) => log.push(piece))
    children.push(resolved)
    let ran = { said: '', good: false }
    for (let i = 0; i < 12 && !ran.good && resolved.exitCode === null; i++) {
      await new Promise((done) => setTimeout(done, 500))
      ran = run('dig', ['@127.0.0.53', NAME, '+tries=1', '+time=3'])
    }
    parts.push(part(title, `${settings.replaceAll('\n', '; ')}\n$ dig @127.0.0.53 ${NAME}`, ran.said))
    if (!ran.good) parts.push(part(`${title}: its log`, RESOLVED, Buffer.concat(log).toString()))
    // One that could not start has ended already.
    if (resolved.exitCode === null && resolved.kill()) await new Promise((done) => resolved.once('exit', done))
  }
}

function show(title: string, command: string, args: string[]): void {
  const { said } = run(command, args)
  parts.push(said === '' ? missing(title, command) : part(title, `$ ${[command, ...args].join(' ')}`, said))
}

function run(command: string, args: string[]): { said: string; good: boolean } {
  const ran = spawnSync(command, args, { cwd: join(folder, 'certificate'), encoding: 'utf8', timeout: 20_000 })
  if (ran.error !== undefined) return { said: '', good: false }
  const said = `${ran.stdout}${ran.stderr}`
  return { said, good: said.includes('192.0.2.7') }
}

function part(title: string, command: string, said: string): string {
  const lines = said
    .replaceAll(folder, 'DATA')
    .split('\n')
    .map((line) => line.trimEnd())
  return `## ${title}\n\n\`\`\`\n${command}\n${lines.join('\n').trim()}\n\`\`\`\n`
}

function missing(title: string, command: string): string {
  return `## ${title}\n\n\`${command}\` is not installed here.\n`
}

/** What the process says when it is ready. */
function started(args: string[], ready: RegExp): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (piece: Buffer) => {
      said += piece.toString()
      const found = ready.exec(said)
      if (found !== null) resolve(found[1] ?? found[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}:\n${said}`)))
  })
}

function write(): void {
  const versions = ['dig -v', 'kdig --version', 'curl --version', `${RESOLVED} --version`].map((command) => {
    const [program = '', ...args] = command.split(' ')
    const ran = spawnSync(program, args, { encoding: 'utf8' })
    return `${ran.stdout}${ran.stderr}`.split('\n')[0] ?? ''
  })
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const head = `# Real clients\n\nWritten by \`node scripts/real-clients.ts\` in a network namespace with loopback and an uplink that leads nowhere; the upstream answers every name with 192.0.2.7.\nVersion ${version}; ${versions.filter((one) => one !== '').join('; ')}.\n`
  writeFileSync(join(ROOT, 'docs', 'real-clients.md'), [head, ...parts].join('\n'))
  console.error(`docs/real-clients.md has ${parts.length} clients`)
}
