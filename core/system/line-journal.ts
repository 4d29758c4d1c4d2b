import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import { fileFault } from './file-fault.ts'
import { failed, ok, type Fault, type Result } from './result.ts'
import { visible } from './visible.ts'

/** What every line has: its number grows by one, its time is that of its writing. */
export type Numbered = { id: number; time: number }

/** An entry before the journal gives it its number and time; of a union, each member by itself. */
export type Draft<E extends Numbered> = E extends Numbered ? Omit<E, 'id' | 'time'> : never

/** A line that holds no entry any more. It stays where it is and has no effect. Lines count from 1. */
export type BrokenEntry = { line: number; reason: string; text: string }

/** What a person decided, in the order in which it was decided; what it adds up to is folded from it. */
export interface LineJournal<E extends Numbered> extends AsyncDisposable {
  /** All that were kept, oldest first. */
  readonly entries: readonly E[]
  /** What a person should know of the opening: what was cut, what is broken. */
  readonly notices: readonly string[]
  readonly broken: readonly BrokenEntry[]
  /** Resolves when the entry is on the disk, never before. After a fault nothing of it is left. */
  append(draft: Draft<E>): Promise<Result<E, Fault>>
}

export type LineJournalOptions<E> = {
  file: string
  clock: Clock
  schema: z.ZodType<E>
  /** What an entry is called: 'decision'. */
  called: string
}

/**
 * One line of JSON an entry (docs/decisions/0072). A line is written and synced before it is acknowledged, so all that a crash can leave is
 * a last line without its end, which nobody was told about: it is cut. Throws when the file can neither be opened nor made.
 */
export async function openLineJournal<E extends Numbered>(options: LineJournalOptions<E>): Promise<LineJournal<E>> {
  const { file, clock, called } = options
  const handle = await openSynced(file)
  const { entries, broken, torn, end } = readLines(await handle.readFile(), options.schema)
  const notices = broken.map(
    ({ line, reason }) => `${file}, line ${line} holds no ${called} and has no effect: ${reason}.`
  )
  if (torn !== null) {
    await handle.truncate(end)
    await handle.datasync()
    notices.push(`${file} ended in half a line, whose ${called} was never acknowledged and was cut: ${torn}`)
  }
  let length = end
  let lastId = entries.reduce((most, { id }) => Math.max(most, id), 0)
  let turn: Promise<unknown> = Promise.resolve()

  async function write(draft: Draft<E>): Promise<Result<E, Fault>> {
    // A draft is an entry without these two, which a generic type cannot say backwards.
    const entry = { id: lastId + 1, time: clock.now(), ...draft } as unknown as E
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    try {
      await writeWhole(handle, line, length)
      await handle.datasync()
    } catch (error) {
      // What may have been written must not stand before the next line.
      await handle.truncate(length).catch(() => undefined)
      return failed({ kind: 'unavailable', message: `the ${called} was not kept: ${file}: ${fileFault(error)}` })
    }
    length += line.length
    lastId = entry.id
    entries.push(entry)
    return ok(entry)
  }

  return {
    entries,
    notices,
    broken,
    append(draft) {
      const mine = turn.then(() => write(draft))
      turn = mine.catch(() => undefined)
      return mine
    },
    async [Symbol.asyncDispose]() {
      await turn
      await handle.close()
    },
  }
}

/** Opened or made; a new file's place in its folder is synced too, else a crash could take the whole file. */
async function openSynced(file: string): Promise<FileHandle> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a+', 0o600)
  if ((await handle.stat()).size > 0) return handle
  await handle.sync()
  // Windows opens no folders; its file systems keep the entry with the file.
  const parent = await open(folder, 'r').catch(() => null)
  await parent?.sync().catch(() => undefined)
  await parent?.close()
  return handle
}

async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

type Lines<E> = { entries: E[]; broken: BrokenEntry[]; torn: string | null; end: number }

/** `end` is where the next line goes; `torn` what stands behind it. */
function readLines<E extends Numbered>(bytes: Buffer, schema: z.ZodType<E>): Lines<E> {
  const end = bytes.lastIndexOf(10) + 1
  const entries: E[] = []
  const broken: BrokenEntry[] = []
  const ids = new Set<number>()
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
  for (const [at, text] of lines.entries()) {
    const entry = parseLine(text, schema)
    if (entry.ok && !ids.has(entry.value.id)) {
      ids.add(entry.value.id)
      entries.push(entry.value)
    } else {
      const reason = entry.ok ? `its number ${entry.value.id} was given before` : entry.fault
      broken.push({ line: at + 1, reason, text: visible(text, 200) })
    }
  }
  return { entries, broken, torn: end === bytes.length ? null : visible(bytes.toString('utf8', end), 80), end }
}

function parseLine<E>(text: string, schema: z.ZodType<E>): Result<E, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed('it is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return failed(`${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'does not fit'}`)
}
