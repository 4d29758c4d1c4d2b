import { join, relative } from 'node:path'
import { bundled } from './setup/bundle.mjs'
import { electronBinary } from './setup/electron.mjs'
import { setUp } from './setup/index.mjs'
import { root } from './setup/places.mjs'
import { check, failure, playwright, vitest } from './test/runners.mjs'
import { summary } from './test/summary.mjs'

/** `npm test` runs everything; `npm run check` (with --quick) what is told in under a minute and opens no window. */
const quick = process.argv.includes('--quick')
const tsc = 'typescript/bin/tsc'

const { text, passes } = summary(await results().catch((fault) => [failure('set-up', fault.stack)]))
process.stdout.write(text)
process.exitCode = passes ? 0 : 1

async function results() {
  await setUp({ forTests: !quick })
  if (quick) return Promise.all([...checks(), vitest('unit', ['unit', 'architecture'])])
  const checked = await Promise.all(checks())
  const built = await build()
  const tested = await vitest('vitest', ['*'])
  return [...checked, built, tested, built.failed ? failure('e2e', 'not run: nothing was built') : await e2e()]
}

function checks() {
  return [
    check('types', [tsc, '-p', '.'], [tsc, '-p', 'renderer'], [tsc, '-p', 'test']),
    check('lint', ['eslint/bin/eslint.js', '.']),
    check('format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  ]
}

async function build() {
  const started = Date.now()
  try {
    await bundled()
    return { name: 'build', passed: 1, failed: 0, skipped: 0, ms: Date.now() - started }
  } catch (fault) {
    process.stdout.write(`\n== build failed\n${fault.output ?? fault.stack}\n`)
    return failure('build')
  }
}

/** The same specs start Electron where its binary is, and else the double; the report says which. */
async function e2e() {
  const double = electronBinary() ? undefined : join(root, 'test', 'e2e', 'double', 'electron')
  const executable = process.env.ELECTRON_EXECUTABLE ?? double
  const result = await playwright('e2e', executable ? { ELECTRON_EXECUTABLE: executable } : {})
  const against = executable ? `Electron's place was taken by ${relative(root, executable)}` : 'against Electron itself'
  return { ...result, note: [against, result.note].filter(Boolean).join('; ') }
}
