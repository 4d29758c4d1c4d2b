import { spawn } from 'node:child_process'

/** How each system opens an address in its user's browser. */
const OPENERS: Partial<Record<NodeJS.Platform, { program: string; before: string[] }>> = {
  darwin: { program: 'open', before: [] },
  win32: { program: 'rundll32', before: ['url.dll,FileProtocolHandler'] },
}
const ELSEWHERE = { program: 'xdg-open', before: [] }

/** Resolves false where there is no such program or no browser; the address was printed anyway. */
export function openInBrowser(address: string): Promise<boolean> {
  const { program, before } = OPENERS[process.platform] ?? ELSEWHERE
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const child = spawn(program, [...before, address], { stdio: 'ignore', detached: true })
  child.once('error', () => resolve(false))
  child.once('exit', (code) => resolve(code === 0))
  child.unref()
  return promise
}
