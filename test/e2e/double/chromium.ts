import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-startup-window',
  '--remote-debugging-port=0',
  // Chromium ends when this pipe closes, which it also does when this process is killed.
  '--remote-debugging-pipe',
]

/** A Chromium of its own with a profile of its own, both gone when this process is. */
export async function startChromium(): Promise<{ endpoint: string }> {
  const profile = mkdtempSync(join(tmpdir(), 'electron-double-'))
  const program = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  })
  process.on('exit', () => {
    child.kill('SIGKILL')
    // Its helper processes may still be writing.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  const { promise, resolve, reject } = Promise.withResolvers<{ endpoint: string }>()
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
    const endpoint = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1]
    if (endpoint !== undefined) resolve({ endpoint })
  })
  child.once('error', reject)
  child.once('exit', (code) => reject(new Error(`${program} ended with ${code ?? 'a signal'}: ${said.slice(-500)}`)))
  return promise
}
