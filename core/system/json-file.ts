import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { z } from 'zod'
import { errorCode, fileFault } from './file-fault.ts'
import { failed, ok, type Result } from './result.ts'

/** `absent` is an ordinary first start; `broken` holds text that is not what was expected; `unreadable` could not be opened at all. */
export type JsonFault = { kind: 'absent' | 'broken' | 'unreadable'; message: string }

/** Reads a JSON file of ours. The message begins with the file's path and says what is wrong with it, and where. */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<Result<z.output<S>, JsonFault>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const kind = errorCode(error) === 'ENOENT' ? 'absent' : 'unreadable'
    return failed({ kind, message: `${file} cannot be read: ${fileFault(error)}` })
  }
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    return failed({
      kind: 'broken',
      message: `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  return failed({ kind: 'broken', message: `${file} does not fit: ${where}${issue?.message ?? 'unknown fault'}` })
}

/** Writes all or nothing: a new file is synced and takes the old one's place. Throws what the file system throws. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
}

/** Moves a broken file out of the way and keeps it; returns its new path. */
export async function setAside(file: string, now: number): Promise<string> {
  const kept = `${file}.broken-${new Date(now).toISOString().replace(/[:.]/g, '-')}`
  await rename(file, kept)
  return kept
}
