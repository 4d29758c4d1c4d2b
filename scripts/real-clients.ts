import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { built, ROOT } from '../bench/parts/build.ts'
import { openDeskCalls } from '../bench/parts/desk-calls.ts'
import { startServer } from '../bench/parts/server-process.ts'
import { withBrowser } from './real-clients/browser.ts'
import { asFirefox, encrypted, withDig } from './real-clients/direct.ts'
import { LISTED, startHouse } from './real-clients/house.ts'
import { askHouse, makeMachine } from './real-clients/machine.ts'
import { fromNetwork } from './real-clients/neighbour.ts'
import { createPage, type Page } from './real-clients/page.ts'
import { RESOLVED, resolvedMissing, startResolved } from './real-clients/resolved.ts'
import { afterKill, throughResolved } from './real-clients/through-resolved.ts'

/**
 * Starts the product on a machine of its own (namespaces of network, files and processes) that has systemd-resolved and a resolver in the house, lets real
 * clients ask, and writes each command with what it said to docs/real-clients.md. A client that is not installed is named as such. As root, on Linux, with
 * iproute2 and knot.
 *
 *   node scripts/real-clients.ts [--inside]
 */
if (process.argv.includes('--inside')) await inside()
else outside()

/** No question can leave, every port is free, and what is started in there ends with it. */
function outside(): void {
  built(ROOT)
  const spaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  const ran = spawnSync('unshare', [...spaces, '--', process.execPath, import.meta.filename, '--inside'], {
    stdio: 'inherit',
  })
  process.exitCode = ran.status ?? 1
}

async function inside(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'real-clients-'))
  try {
    makeMachine(folder)
    await using scene = new AsyncDisposableStack()
    scene.use(await startHouse(folder))
    const missing = resolvedMissing()
    const resolved = missing === null ? await startResolved(folder) : null
    if (resolved === null) askHouse()
    else process.env['PATH'] = `${resolved.programs}:${process.env['PATH'] ?? ''}`
    const { page, data, ...product } = await startProduct(scene, folder)
    const meeting = { page, ...product, authority: join(data, 'certificate', 'authority.pem') }
    withDig(page)
    encrypted(page)
    asFirefox(page)
    await withBrowser({ ...meeting, folder })
    if (resolved === null) page.chapter('systemd-resolved in front', `${missing}.`)
    else await throughResolved({ ...meeting, resolved })
    await fromNetwork(meeting)
    if (resolved !== null) await afterKill({ ...meeting, resolved })
    write(page)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The built product with all its doors open and one list, and the page on which its clients write. */
async function startProduct(scene: AsyncDisposableStack, folder: string) {
  const data = join(folder, 'data')
  const doors = ['--dns', '127.0.0.1:5335', '--dot', '853', '--doh', '443']
  const args = [join(ROOT, 'out', 'main', 'headless.js'), '--headless', '--no-open', '--data', data, ...doors]
  const core = `0-${cpus().length - 1}`
  const server = scene.use(await startServer({ core, command: process.execPath, args, ready: /^({"ready":.*})$/m }))
  const ready = JSON.parse(server.said) as { desk: string }
  const desk = scene.use(await openDeskCalls(ready.desk))
  const source = { kind: 'pasted' as const, text: `0.0.0.0 ${LISTED}\n` }
  await desk.call('lists.add', { name: 'house list', effect: 'block', source })
  return { data, desk, pid: server.pid, page: createPage(join(data, 'certificate'), data) }
}

function write(page: Page): void {
  const versions = [
    'dig -v',
    'kdig --version',
    'curl --version',
    'chromium --version',
    `${RESOLVED} --version`,
    'knotd --version',
  ]
    .map((command) => {
      const [program = '', ...args] = command.split(' ')
      const ran = spawnSync(program, args, { encoding: 'utf8' })
      return `${ran.stdout}${ran.stderr}`.split('\n')[0]?.split(' libcurl')[0] ?? ''
    })
    .filter((one) => one !== '')
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const head = `# Real clients

Written by \`npm run real-clients\`: the product on a machine of its own, made of Linux namespaces, with a network, a resolver in the house (knot, whose zone holds a few
names and denies all others) and systemd-resolved. Every block is what the command printed then.

Version ${version}; ${versions.join('; ')}.
`
  writeFileSync(join(ROOT, 'docs', 'real-clients.md'), `${head}\n${page.markdown()}`)
  console.error('docs/real-clients.md is written')
}
