import { execFile } from 'node:child_process'

/** How a program ended. `late`: it was ended because it took too long. */
export type Ran =
  | { kind: 'ended'; status: number; stdout: string; stderr: string }
  | { kind: 'absent' }
  | { kind: 'late'; afterMs: number }

/** Runs a program of the system with its arguments as they are: no shell reads them. */
export type Run = (program: string, args: readonly string[]) => Promise<Ran>

/** The watchdog has 10 s for all that it does. */
const WITHIN_MS = 5000
const MOST_BYTES = 2 ** 20

export const runProgram: Run = (program, args) =>
  new Promise((resolve) => {
    // Words of the programs are read, so they have to be in one language.
    const env = { ...process.env, LC_ALL: 'C' }
    const limits = { timeout: WITHIN_MS, killSignal: 'SIGKILL' as const, maxBuffer: MOST_BYTES }
    execFile(program, [...args], { ...limits, windowsHide: true, env }, (error, stdout, stderr) => {
      if (error === null) return resolve({ kind: 'ended', status: 0, stdout, stderr })
      if (error.code === 'ENOENT' || error.code === 'EACCES') return resolve({ kind: 'absent' })
      if (error.killed === true) return resolve({ kind: 'late', afterMs: WITHIN_MS })
      return resolve({ kind: 'ended', status: typeof error.code === 'number' ? error.code : 1, stdout, stderr })
    })
  })

/** What a program said in the end, in words that end a sentence. */
export function wordsOf(ran: Ran): string {
  if (ran.kind === 'absent') return 'there is no such program'
  if (ran.kind === 'late') return `it did not end within ${ran.afterMs / 1000} s`
  const said = (ran.stderr.trim() || ran.stdout.trim()).split('\n')[0] ?? ''
  return said === '' ? `it ended with status ${ran.status}` : said.slice(0, 300)
}

export function succeeded(ran: Ran): ran is Extract<Ran, { kind: 'ended' }> {
  return ran.kind === 'ended' && ran.status === 0
}
