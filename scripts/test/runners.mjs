import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { modules, node24, root } from '../setup/places.mjs'

/**
 * A runner's result: { name, passed, failed, skipped, ms, note? }. A runner that ends badly without saying how many
 * tests failed counts as one failure, so that a crash is never a pass.
 */
export async function check(name, ...commands) {
  const started = Date.now()
  let output = ''
  let code = 0
  for (const [script, ...args] of commands) {
    const ended = await execute([join(modules, script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    output += ended.output
    code ||= ended.code
  }
  if (code !== 0) process.stdout.write(`\n== ${name} failed\n${output}\n`)
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, ms: Date.now() - started }
}

export async function vitest(name, projects) {
  const chosen = projects.map((project) => `--project=${project}`)
  return counted(name, async (report) => {
    const args = [
      'run',
      '--passWithNoTests',
      ...chosen,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]
    const { code } = await execute([join(modules, 'vitest', 'vitest.mjs'), ...args], { stdio: 'inherit' })
    const told = JSON.parse(readFileSync(report, 'utf8'))
    const skipped = told.numPendingTests + (told.numTodoTests ?? 0)
    return { code, passed: told.numPassedTests, failed: told.numFailedTests, skipped }
  })
}

export async function playwright(name, env) {
  return counted(name, async (report) => {
    const args = ['test', '--pass-with-no-tests', '--reporter=list,json']
    const withReport = { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    const command = [join(modules, '@playwright', 'test', 'cli.js'), ...args]
    const { code } = await execute(command, { stdio: 'inherit', env: withReport })
    const { stats } = JSON.parse(readFileSync(report, 'utf8'))
    // A flaky spec failed once; it passed only because it was asked again.
    return { code, passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
}

export function failure(name, note) {
  return { name, passed: 0, failed: 1, skipped: 0, ms: 0, note }
}

async function counted(name, runAndCount) {
  const started = Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'mlbridge-report-'))
  try {
    const { code, passed, failed, skipped } = await runAndCount(join(folder, 'report.json'))
    const uncounted = code !== 0 && failed === 0
    const note = uncounted ? `ended with ${code} though no test failed` : undefined
    return { name, passed, failed: uncounted ? 1 : failed, skipped, ms: Date.now() - started, note }
  } catch (fault) {
    return { ...failure(name, `gave no count (${fault.message})`), ms: Date.now() - started }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Node 24 first in PATH, so that what the tests start by the name `node` is the product's Node too. */
function execute(args, { stdio, env = {} }) {
  const PATH = [join(modules, '.bin'), process.env.PATH].join(delimiter)
  return new Promise((resolve, reject) => {
    const child = spawn(node24, args, { cwd: root, stdio, env: { ...process.env, PATH, ...env } })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
