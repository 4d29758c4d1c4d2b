import { spawn, type ChildProcess } from 'node:child_process'
import { since, threadSeconds, type ThreadSeconds } from './processor-time.ts'

/** A server under measurement, pinned to its core. */
export interface Server extends AsyncDisposable {
  readonly pid: number
  /** What `ready` found. */
  readonly said: string
  /** Throws when the server has ended. */
  alive(): void
}

export type ServerCommand = { core: string; command: string; args: string[]; ready: RegExp }

const LONGEST_START_MS = 30_000

// The servers would outlive a bench that is broken off.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

/** Resolves when the process has printed what says that it answers; rejects with its output when it ends or says nothing. */
export async function startServer({ core, command, args, ready }: ServerCommand): Promise<Server> {
  // A session of its own: Linux shares a core between sessions before it shares it between threads, and each server shall count as one.
  const child = spawn('taskset', ['-c', core, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const endWithUs = () => child.kill()
  process.once('exit', endWithUs)
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const { said, output } = await readyText(child, ready)
  return {
    // taskset becomes the command, so the process is the server's own.
    pid: child.pid!,
    said,
    alive() {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${command} has ended meanwhile:\n${output()}`)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithUs)
      child.kill('SIGTERM')
      await ended
    },
  }
}

function readyText(child: ChildProcess, ready: RegExp): Promise<{ said: string; output: () => string }> {
  return new Promise((resolve, reject) => {
    let output = ''
    const refuse = (why: string) => reject(new Error(`${child.spawnargs.join(' ')}: ${why}:\n${output}`))
    const deadline = setTimeout(() => {
      child.kill()
      refuse(`not ready after ${LONGEST_START_MS / 1000} s`)
    }, LONGEST_START_MS)
    const listen = (piece: Buffer) => {
      output += piece.toString()
      const found = ready.exec(output)
      if (found === null) return
      clearTimeout(deadline)
      resolve({ said: found[1] ?? found[0], output: () => output })
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(deadline)
      refuse(`ended with code ${code ?? 'none'}`)
    })
  })
}

/** What the server's threads used while `work` went on. */
export async function usedBy<T>(pid: number, work: () => Promise<T>): Promise<{ value: T; used: ThreadSeconds }> {
  const before = threadSeconds(pid)
  const value = await work()
  return { value, used: since(before, threadSeconds(pid)) }
}
