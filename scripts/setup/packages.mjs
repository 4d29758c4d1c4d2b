import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { modules, node24, root } from './places.mjs'
import { run } from './run.mjs'
import { announced } from './say.mjs'

/** The npm packages, exactly as package-lock.json has them. No package's own scripts run. */
export const packages = {
  done: () => installedAsLocked(),
  async carryOut() {
    await announced('installing the npm packages (about 450, 900 MB unpacked)', () => npm('ci', '--ignore-scripts'))
  },
}

/** Node 24 for everything after the set-up: the same major version that Electron contains. */
export const node = {
  done: () => version() === 24,
  async carryOut() {
    await announced('placing Node 24 (about 45 MB to download)', () => npm('rebuild', 'node'))
    if (version() !== 24) throw new Error(`${node24} does not run as Node 24; remove node_modules and start again`)
  },
}

/**
 * npm writes node_modules/.package-lock.json last, so after an interrupted install it is missing or old.
 * Compared by content, not by date: `npm install x` of a developer leaves both in step and needs no `npm ci`.
 */
function installedAsLocked() {
  const wanted = lockedPackages(join(root, 'package-lock.json'))
  const there = lockedPackages(join(modules, '.package-lock.json'))
  if (!wanted || !there) return false
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || there[path]?.version === entry.version
  )
}

function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

function version() {
  try {
    return Number(execFileSync(node24, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0])
  } catch {
    return undefined // not there yet, or cut short
  }
}

/** npm under the Node that it belongs to: the one in node_modules is about to be replaced. */
function npm(...args) {
  const { npm_execpath: script, npm_node_execpath: itsNode } = process.env
  const env = { ...process.env, PATH: withoutOurNode(process.env.PATH ?? '') }
  const quiet = [...args, '--no-audit', '--no-fund', '--loglevel=error']
  if (script?.endsWith('.js') && itsNode && dirname(itsNode) !== dirname(node24)) {
    return run(itsNode, [script, ...quiet], { env })
  }
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', quiet, { env })
}

// npm puts node_modules/.bin first into PATH: after `npm ci` the `node` there would be a dangling link.
function withoutOurNode(path) {
  const separator = process.platform === 'win32' ? ';' : ':'
  return path
    .split(separator)
    .filter((folder) => !folder.startsWith(modules))
    .join(separator)
}
