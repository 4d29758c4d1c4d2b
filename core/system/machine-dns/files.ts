import { constants } from 'node:fs'
import type * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../file-fault.ts'
import type { FileState, Observed } from './port.ts'

/** What is used of node:fs/promises; a test gives one that dies at a step. */
export type Files = Pick<
  typeof fs,
  'access' | 'lstat' | 'readFile' | 'readlink' | 'open' | 'rename' | 'symlink' | 'unlink' | 'mkdir' | 'rmdir'
>

/** What stands at a path, links not followed. Throws what the file system throws, but for what is absent. */
export async function lookAt(files: Files, path: string): Promise<FileState> {
  try {
    const stats = await files.lstat(path)
    const { mode, uid, gid } = stats
    if (stats.isSymbolicLink()) return { kind: 'link', to: await files.readlink(path) }
    if (stats.isDirectory()) return { kind: 'folder', mode: mode & 0o7777 }
    const bytes = await files.readFile(path)
    return { kind: 'file', base64: bytes.toString('base64'), mode: mode & 0o7777, uid, gid }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
    throw error
  }
}

/** Whether something may be put at `path`: its folder, or the nearest one that there is, may be written. */
export async function mayPut(files: Files, path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      await files.access(folder, constants.W_OK)
      return true
    } catch (error) {
      const code = errorCode(error)
      if (code === null) throw error
      if (code !== 'ENOENT' || folder === dirname(folder)) return false
    }
  }
}

/** Text as the file of a change. */
export function fileOf(text: string, { mode = 0o644, uid = 0, gid = 0 } = {}): FileState {
  return { kind: 'file', base64: Buffer.from(text).toString('base64'), mode, uid, gid }
}

/**
 * Makes `state` stand at `path`, synced: after a power cut there is the old state or the new one. Where the path is a mount point of its own
 * (a container's resolv.conf) nothing can take its place, and it is written over; a crash then leaves a piece, which `observed` knows.
 */
export async function putState(files: Files, path: string, state: FileState): Promise<void> {
  switch (state.kind) {
    case 'absent':
      await takeAway(files, path)
      break
    case 'folder':
      await files.mkdir(path, { mode: state.mode }).catch(unless('EEXIST'))
      break
    case 'link':
      await files.unlink(beside(path)).catch(unless('ENOENT'))
      await files.symlink(state.to, beside(path))
      await files.rename(beside(path), path)
      break
    case 'file':
      await putFile(files, path, state)
  }
  await syncFolder(files, dirname(path))
}

/** Compares what stands there with both states of a change. Rights and owners may differ: what counts is what programs read. */
export function observed(now: FileState, { before, after }: { before: FileState; after: FileState }): Observed {
  if (same(now, before)) return { kind: 'before' }
  if (same(now, after)) return { kind: 'after' }
  if (isPiece(now, after) || isPiece(now, before)) return { kind: 'torn' }
  return { kind: 'other', text: words(now) }
}

/** Takes away what a crash left beside a path. */
export async function tidy(files: Files, path: string): Promise<void> {
  await files.unlink(beside(path)).catch(unless('ENOENT', 'ENOTDIR'))
}

async function putFile(files: Files, path: string, state: Extract<FileState, { kind: 'file' }>): Promise<void> {
  const next = beside(path)
  // Root writes into a data folder that may be somebody else's: a link that was laid there must not lead it anywhere ('x' follows none).
  await files.unlink(next).catch(unless('ENOENT'))
  await write(files, next, { state, flags: 'wx' })
  try {
    await files.rename(next, path)
  } catch (error) {
    if (errorCode(error) !== 'EBUSY') throw error
    await write(files, path, { state, flags: 'w' })
    await files.unlink(next)
  }
}

type Writing = { state: Extract<FileState, { kind: 'file' }>; flags: 'w' | 'wx' }

async function write(files: Files, path: string, { state, flags }: Writing): Promise<void> {
  const file = await files.open(path, flags, state.mode)
  try {
    await file.writeFile(Buffer.from(state.base64, 'base64'))
    await file.chmod(state.mode)
    // Who may not give a file away owns it already.
    await file.chown(state.uid, state.gid).catch(unless('EPERM'))
    await file.sync()
  } finally {
    await file.close()
  }
}

async function takeAway(files: Files, path: string): Promise<void> {
  const now = await lookAt(files, path)
  if (now.kind === 'absent') return
  // A folder that others use by now stays.
  if (now.kind === 'folder') await files.rmdir(path).catch(unless('ENOTEMPTY', 'EEXIST'))
  else await files.unlink(path)
}

/** A name is durable when its folder is. Windows knows no such thing. */
export async function syncFolder(files: Files, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await files.open(folder, 'r')
  try {
    await handle.sync().catch(unless('EINVAL', 'ENOTSUP', 'EPERM'))
  } finally {
    await handle.close()
  }
}

/** Always the same name, so that the next try takes the place of what a crash left. */
function beside(path: string): string {
  return join(dirname(path), `.${basename(path)}.mlbridge-new`)
}

function same(a: FileState, b: FileState): boolean {
  if (a.kind === 'file' && b.kind === 'file') return a.base64 === b.base64
  if (a.kind === 'link' && b.kind === 'link') return a.to === b.to
  return a.kind === b.kind && a.kind !== 'file' && a.kind !== 'link'
}

function isPiece(now: FileState, of: FileState): boolean {
  if (now.kind !== 'file' || of.kind !== 'file') return false
  const [piece, whole] = [Buffer.from(now.base64, 'base64'), Buffer.from(of.base64, 'base64')]
  return piece.length < whole.length && piece.equals(whole.subarray(0, piece.length))
}

function words(state: FileState): string {
  if (state.kind === 'link') return `a link to ${state.to}`
  if (state.kind === 'file') return `another file of ${Buffer.byteLength(state.base64, 'base64')} bytes`
  return state.kind === 'folder' ? 'a folder' : 'nothing'
}

function unless(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes(errorCode(error) ?? '')) throw error
  }
}
