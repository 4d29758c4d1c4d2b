import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Files } from '../../../core/system/machine-dns/files.ts'
import { linuxDns } from '../../../core/system/machine-dns/linux.ts'
import type { Ran, Run } from '../../../core/system/machine-dns/run.ts'
import { systemDns, type SystemDns } from '../../../core/system/machine-dns/taking.ts'

export type Tree = Record<string, string | { link: string } | { text: string; mode: number }>

/** A Linux machine's files in a folder of their own. */
export async function scratchRoot(tree: Tree): Promise<AsyncDisposable & { root: string; dataFolder: string }> {
  const root = await fs.mkdtemp(join(tmpdir(), 'mlbridge-root-'))
  for (const [path, what] of Object.entries(tree)) {
    const at = join(root, path)
    await fs.mkdir(dirname(at), { recursive: true })
    if (typeof what === 'string') await fs.writeFile(at, what)
    else if ('link' in what) await fs.symlink(what.link, at)
    else {
      await fs.writeFile(at, what.text)
      await fs.chmod(at, what.mode)
    }
  }
  return {
    root,
    dataFolder: join(root, 'data'),
    [Symbol.asyncDispose]: () => fs.rm(root, { recursive: true, force: true }),
  }
}

/** Everything below the folder but for the journals: text, links and modes, to be compared as one value. */
export async function picture(root: string, under = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await fs.readdir(join(root, under), { withFileTypes: true })) {
    const path = `${under}/${entry.name}`
    if (path === '/data' || path === '/var') continue
    if (entry.isDirectory()) Object.assign(found, { [`${path}/`]: '' }, await picture(root, path))
    else if (entry.isSymbolicLink()) found[path] = `-> ${await fs.readlink(join(root, path))}`
    else {
      const { mode } = await fs.stat(join(root, path))
      found[path] = `${(mode & 0o7777).toString(8)} ${await fs.readFile(join(root, path), 'utf8')}`
    }
  }
  return found
}

/** Programs of the system as they were recorded; one that nobody expects fails the test. `does` is what the program does to the files. */
export type Recorded = { call: string; ran?: Ran; does?: () => Promise<unknown> }

export function recordedRun(recorded: readonly Recorded[]): Run & { calls: string[] } {
  const calls: string[] = []
  const run = async (program: string, args: readonly string[]): Promise<Ran> => {
    const call = [program, ...args].join(' ')
    calls.push(call)
    if (program === 'lsattr') return ended(`--------------e------- ${args.at(-1) ?? ''}`)
    const known = recorded.find((one) => call.startsWith(one.call))
    if (known === undefined) throw new Error(`nobody expects "${call}"`)
    await known.does?.()
    return known.ran ?? ended('')
  }
  return Object.assign(run, { calls })
}

export function ended(stdout: string, status = 0, stderr = ''): Ran {
  return { kind: 'ended', status, stdout, stderr }
}

export type Machine = { root: string; dataFolder: string }

export function dnsOf(
  { root, dataFolder }: Machine,
  { run = recordedRun([]), files = fs }: { run?: Run; files?: Files } = {}
): SystemDns {
  return systemDns({
    adapter: linuxDns({ files, root, run, asRoot: 'sudo npm start' }),
    files,
    journalPlaces: [join(root, 'var/lib/mlbridge-workstation/machine-dns.json'), join(dataFolder, 'machine-dns.json')],
    dataFolder,
    now: () => '2026-11-25T10:00:00.000Z',
  })
}

/** What a test does not expect to fail. */
export function given<T>(result: { ok: true; value: T } | { ok: false; fault: { message: string } }): T {
  if (result.ok) return result.value
  throw new Error(result.fault.message)
}
