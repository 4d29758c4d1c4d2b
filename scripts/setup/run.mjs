import { spawn } from 'node:child_process'
import { root } from './places.mjs'

const children = new Set()

/**
 * Runs a program to its end. Its output is kept and shown only when it fails: the reader gets one line
 * a step, not npm's and pip's pages. Rejects on a non-zero exit, on a missing program and when the time is up.
 */
export function run(program, args, { cwd = root, env = process.env, withinMs = 20 * 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: needsShell(program) })
    children.add(child)
    let stdout = ''
    let all = ''
    child.stdout.on('data', (chunk) => ((stdout += chunk), (all += chunk)))
    child.stderr.on('data', (chunk) => (all += chunk))
    const timer = setTimeout(() => {
      all += `\nnot finished after ${withinMs / 1000} s`
      child.kill('SIGKILL')
    }, withinMs)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      children.delete(child)
      if (code === 0) resolve(stdout)
      else reject(new RunFailed(program, code, all))
    })
  })
}

export class RunFailed extends Error {
  constructor(program, code, output) {
    super(`${program} ended with ${code ?? 'a signal'}: ${lastLines(output)}`)
    this.output = output
  }
}

/** A set-up that is told to stop takes its children along; what they wrote lies in a temporary folder. */
export function stopChildren() {
  for (const child of children) child.kill('SIGTERM')
}

export async function works(program, args) {
  return run(program, args, { withinMs: 15_000 }).then(
    () => true,
    () => false
  )
}

function lastLines(output) {
  return output.trim().split('\n').slice(-3).join(' / ').slice(-400)
}

// Windows starts .cmd files (npm, pip shims) only through its shell.
function needsShell(program) {
  return process.platform === 'win32' && /\.cmd$/i.test(program)
}
