import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A server under measurement, pinned to one core. */
export type Server = { cpuSeconds(): number; residentBytes(): number; stop(): Promise<void> }

export type ServerCommand = { core: string; command: string; args: string[]; ready: RegExp }

const TICKS_A_SECOND = 100
const PAGE = 4096

/** Resolves when the process has printed what says that it answers. */
export function startServer({ core, command, args, ready }: ServerCommand): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', ['-c', core, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = new Promise<void>((done) => child.once('exit', () => done()))
    let said = ''
    const listen = (piece: Buffer) => {
      said += piece.toString()
      if (ready.test(said)) resolve(server)
    }
    const server: Server = {
      cpuSeconds: () => cpuSeconds(child.pid!),
      residentBytes: () => Number(readFileSync(`/proc/${child.pid!}/statm`, 'utf8').split(' ')[1]) * PAGE,
      async stop() {
        child.kill('SIGTERM')
        await ended
      },
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command} ended with code ${code ?? 'none'}:\n${said}`)))
  })
}

/** User and system time of the whole process (taskset became the command, so the process is the server's own). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}
