import { execFile } from 'node:child_process'
import { NETWORK_MANAGER_COMMAND, readNetworkManager } from './network-manager.ts'
import { NRPT_COMMAND, readNrpt } from './nrpt.ts'
import { readResolved, RESOLVED_COMMAND } from './resolved.ts'
import { mergedRoutes, type DnsRoute } from './route.ts'
import { readScutil, SCUTIL_COMMAND } from './scutil.ts'

/** Runs a program and gives its output; null when it is not there or fails. */
export type Run = (command: readonly string[]) => Promise<string | null>

type Source = { command: readonly string[]; read(output: string): DnsRoute[] }

const SOURCES: Partial<Record<NodeJS.Platform, Source[]>> = {
  linux: [
    { command: RESOLVED_COMMAND, read: readResolved },
    { command: NETWORK_MANAGER_COMMAND, read: readNetworkManager },
  ],
  darwin: [{ command: SCUTIL_COMMAND, read: readScutil }],
  win32: [{ command: NRPT_COMMAND, read: readNrpt }],
}

/** The domains that this machine's links have resolvers of their own for: a VPN's split DNS. */
export async function findRoutes(run: Run = runProgram, platform = process.platform): Promise<DnsRoute[]> {
  const outputs = await Promise.all(
    (SOURCES[platform] ?? []).map(async ({ command, read }) => {
      const output = await run(command)
      return output === null ? [] : read(output)
    })
  )
  return mergedRoutes(outputs.flat())
}

const WITHIN_MS = 5000
const MOST_OUTPUT = 1024 * 1024

const runProgram: Run = ([program = '', ...args]) =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: WITHIN_MS, maxBuffer: MOST_OUTPUT, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : null)
    )
  })
