import { dirname } from 'node:path'
import { errorCode, fileFault } from '../file-fault.ts'
import { failed, ok, type Result } from '../result.ts'
import { putState, syncFolder, type Files } from './files.ts'
import { dnsFault, GOVERNORS, type Change, type FileState, type Governor, type MachineDnsFault, type Target } from './port.ts' // prettier-ignore

/** What was changed, with what stood there before: written before the first change, removed after the last one is undone. */
export type Journal = {
  version: 1
  /** ISO 8601, for a person. */
  takenAt: string
  /** Whose it is; two workstations do not take each other's for theirs. */
  dataFolder: string
  governor: Governor
  target: Target
  changes: Change[]
  /** Who was asked before. */
  servers: string[]
}

/**
 * One text in several places: the machine's, where `npm run restore-dns` finds it whoever calls it, and the data folder. At least one of them has to
 * take it, or nothing may be changed.
 */
export async function writeJournal(
  files: Files,
  places: readonly string[],
  journal: Journal
): Promise<Result<null, MachineDnsFault>> {
  const base64 = Buffer.from(`${JSON.stringify(journal, null, 2)}\n`).toString('base64')
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const faults: string[] = []
  for (const place of places) {
    try {
      await files.mkdir(dirname(place), { recursive: true, mode: 0o755 })
      await putState(files, place, { kind: 'file', base64, mode: 0o644, ...owner })
    } catch (error) {
      if (errorCode(error) === null) throw error
      faults.push(`${place}: ${fileFault(error)}`)
    }
  }
  if (faults.length < places.length) return ok(null)
  return failed(
    dnsFault('failed', `nothing was changed, since what stands now could not be saved: ${faults.join('; ')}`)
  )
}

/** The first that there is; null when nothing is changed. A text that is not ours is said, never guessed at. */
export async function readJournal(
  files: Files,
  places: readonly string[]
): Promise<Result<Journal | null, MachineDnsFault>> {
  for (const place of places) {
    let text: string
    try {
      text = await files.readFile(place, 'utf8')
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') continue
      if (code === null) throw error
      return failed(dnsFault('no-rights', `${place} cannot be read: ${fileFault(error)}`))
    }
    const journal = parseJournal(text)
    if (journal === null)
      return failed(dnsFault('broken', `${place} is not what the workstation writes; nothing was touched`))
    return ok(journal)
  }
  return ok(null)
}

/** `keep`: something was left as somebody else has set it, so what stood before us is kept beside for a person. */
export async function removeJournal(
  files: Files,
  places: readonly string[],
  { keep }: { keep: boolean }
): Promise<void> {
  for (const place of places) {
    try {
      if (keep) await files.rename(place, keptPlace(place))
      else await files.unlink(place)
      await syncFolder(files, dirname(place))
    } catch (error) {
      const code = errorCode(error)
      if (code === null || !['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(code)) throw error
    }
  }
}

export function keptPlace(place: string): string {
  return `${place}.kept`
}

/** Null for whatever is no journal. Written by hand, since restoring has to work where no package is installed. */
export function parseJournal(text: string): Journal | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(value) || value['version'] !== 1) return null
  const { takenAt, dataFolder, governor, target, changes, servers } = value
  if (typeof takenAt !== 'string' || typeof dataFolder !== 'string') return null
  const known = GOVERNORS.find((one) => one === governor)
  if (known === undefined || !isTarget(target) || !isTexts(servers)) return null
  if (!Array.isArray(changes) || !changes.every(isChange)) return null
  return { version: 1, takenAt, dataFolder, governor: known, target, changes, servers }
}

function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false
  const { kind, path, of, before, after } = value
  if (kind === 'servers') return typeof of === 'string' && isTexts(before) && isTexts(after)
  return kind === 'file' && typeof path === 'string' && path.startsWith('/') && isState(before) && isState(after)
}

function isState(value: unknown): value is FileState {
  if (!isObject(value)) return false
  const { kind, to, base64, mode, uid, gid } = value
  if (kind === 'absent') return true
  if (kind === 'link') return typeof to === 'string'
  if (kind === 'folder') return typeof mode === 'number'
  return kind === 'file' && typeof base64 === 'string' && [mode, uid, gid].every(Number.isInteger)
}

function isTarget(value: unknown): value is Target {
  return isObject(value) && typeof value['host'] === 'string' && typeof value['port'] === 'number'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
