import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * `npm run restore-dns`: for the moment in which nothing else works any more. It needs neither node_modules nor a build: a Node that reads TypeScript
 * (22.18 or newer) runs the source; an older one the bundle, where there is one, or hands over to the Node that set-up has installed.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'core', 'desk', 'restore-dns.ts')
const bundle = join(root, 'out', 'main', 'restore-dns.js')
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const args = process.argv.slice(2)

if (process.features.typescript) await run(source)
else if (existsSync(bundle)) await run(bundle)
else if (existsSync(node24)) {
  process.exitCode = spawnSync(node24, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' }).status ?? 1
} else {
  process.stdout.write(
    `Node ${process.versions.node} cannot run this; with Node 22.18 or newer it needs nothing else.\n` +
      'By hand: what stood before is in /var/lib/mlbridge-workstation/machine-dns.json (Linux), under "before".\n'
  )
  process.exitCode = 1
}

async function run(file) {
  const { restoreDns } = await import(pathToFileURL(file).href)
  process.exitCode = await restoreDns(args, (line) => process.stdout.write(`${line}\n`))
}
