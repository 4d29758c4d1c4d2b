import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { rememberedFailure, rememberFailure } from './failures.mjs'
import { run } from './run.mjs'
import { announced } from './say.mjs'

/** What only the tests and the benchmark need: package, its program, and what is left out without it. */
const tools = [
  ['chromium', ['chromium', 'chromium-browser', 'google-chrome'], 'the specs in a real browser fail'],
  ['dnsutils', ['dig'], 'the tests that compare with dig are skipped'],
  ['dnsperf', ['dnsperf'], 'the resolver benchmark does not run'],
  ['unbound', ['unbound'], 'the resolver benchmark has no peer beside it'],
]
const key = 'debian packages'

/** `npm test` alone installs into the system, and only as root on a machine with apt; elsewhere it names what is missing. */
export const debian = {
  done: () => missing().length === 0 || !mayInstall() || rememberedFailure(key) !== undefined,
  async carryOut() {
    const names = missing().map(([name]) => name)
    try {
      await announced(`installing Debian packages for the tests: ${names.join(', ')}`, () => install(names))
    } catch (fault) {
      rememberFailure(key, fault.message)
    }
  },
  missing() {
    const lines = missing().map(([name, , consequence]) => `${name} is not installed: ${consequence}.`)
    return lines.length > 0 ? lines.join(' ') : undefined
  },
}

async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env })
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env })
}

function missing() {
  return tools.filter(([, programs]) => !programs.some(inPath))
}

function mayInstall() {
  return process.getuid?.() === 0 && inPath('apt-get')
}

// Debian keeps unbound in sbin, which a user's PATH may lack.
function inPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}
