import { spawn } from 'node:child_process'
import { alsoHeldBy } from './lock.mjs'
import { root } from './places.mjs'

const children = new Set()

// pip and npm are often shims: ending what they started needs a process group of their own. Windows has none.
const detached = process.platform !== 'win32'

/**
 * Runs a program to its end. Its output is kept and shown only when it fails: the reader gets one line
 * a step, not npm's and pip's pages. Rejects on a non-zero exit, on a missing program and when the time is up.
 */
export function run(program, args, { cwd = root, env = process.env, withinMs = 20 * 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: needsShell(program),
      detached,
    })
    children.add(child)
    if (child.pid) alsoHeldBy(child.pid)
    let stdout = ''
    let all = ''
    child.stdout.on('data', (chunk) => ((stdout += chunk), (all += chunk)))
    child.stderr.on('data', (chunk) => (all += chunk))
    const timer = setTimeout(() => {
      all += `\nnot finished after ${withinMs / 1000} s`
      end(child, 'SIGKILL')
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
  for (const child of children) end(child, 'SIGTERM')
}

function end(child, signal) {
  if (!detached) return child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It has just ended by itself.
  }
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
