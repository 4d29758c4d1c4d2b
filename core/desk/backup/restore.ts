import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { backupContentSchema, type BackupContent, type RestoreState } from '../../contract/backup.ts'
import { settingsChangeSchema } from '../../settings/settings.ts'
import { errorCode, fileFault } from '../../system/file-fault.ts'
import { freeBytes } from '../../system/free-space.ts'
import { readJson, writeJson } from '../../system/json-file.ts'
import { failed, ok, type Fault, type Result } from '../../system/result.ts'
import { visible } from '../../system/visible.ts'
import { readArchive } from './archive.ts'
import { BACKED_UP, MANIFEST, partOf } from './parts.ts'

/** Where a restore waits for the next start, and where that keeps what it replaced. */
const STAGED = 'restore'
const REPLACED = 'before-restore'
/** Where a backup is unpacked until it is known to be good. */
const CHECKING = '.checking-'
const MARKER = 'restore.json'
const UNDO = 'undo.json'
const MOST_FILES = 100_000
/** With so many files named. */
const LARGEST_MANIFEST = 32 * 2 ** 20
/** Unpacked. Lists and networks of years are a tenth of it; a small file can be made that unpacks to any size. */
const LARGEST_BACKUP = 8 * 2 ** 30

const manifestSchema = z.object({
  version: z.literal(1),
  product: z.string(),
  createdAt: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
})
const markerSchema = z.object({ from: z.string(), content: backupContentSchema.nullable(), parts: z.array(z.string()) })
const undoSchema = z.object({ at: z.number(), from: z.string() })

/**
 * Unpacks and checks the whole backup beside the data; nothing of the data is touched. With `keep` it then waits for the next start, in the place of
 * what waited before; a backup that will not do changes nothing.
 */
export async function stageBackup(
  dataFolder: string,
  { path, keep, room = freeBytes }: { path: string; keep: boolean; room?: typeof freeBytes }
): Promise<Result<BackupContent, Fault>> {
  const folder = await emptyFolder(dataFolder)
  try {
    const content = await unpack(path, folder, Math.min(LARGEST_BACKUP, (await room(folder)) ?? Infinity))
    if (content.ok && keep) await letWait(dataFolder, folder, { from: path, content: content.value })
    else await rm(folder, { recursive: true, force: true })
    return content
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (error instanceof Unwanted) return refused(path, error.message)
    if (errorCode(error) === null) throw error
    return failed({ kind: 'not-found', message: `${path} cannot be read: ${fileFault(error)}` })
  }
}

/** Makes what the last restore replaced wait for the next start; null where there is nothing to bring back. */
export async function stageUndo(dataFolder: string): Promise<boolean> {
  const undo = await readJson(join(dataFolder, REPLACED, UNDO), undoSchema)
  if (!undo.ok) return false
  const folder = await emptyFolder(dataFolder)
  try {
    await cp(join(dataFolder, REPLACED), folder, { recursive: true })
    await rm(join(folder, UNDO), { force: true })
    const from = `what stood before ${new Date(undo.value.at).toISOString()}`
    await letWait(dataFolder, folder, { from, content: null })
    return true
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Beside the data, so that it can come into its place by one rename. */
async function emptyFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, `${CHECKING}${process.pid}-${++folders}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

let folders = 0

async function letWait(dataFolder: string, folder: string, what: Waiting): Promise<void> {
  await mark(folder, what)
  await cancelRestore(dataFolder)
  await rename(folder, join(dataFolder, STAGED))
}

export async function cancelRestore(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, STAGED, MARKER), { force: true })
  await rm(join(dataFolder, STAGED), { recursive: true, force: true })
}

export async function restoreState(dataFolder: string): Promise<RestoreState> {
  const waiting = await readJson(join(dataFolder, STAGED, MARKER), markerSchema)
  const undo = await readJson(join(dataFolder, REPLACED, UNDO), undoSchema)
  return {
    waiting: waiting.ok ? { from: waiting.value.from, content: waiting.value.content } : null,
    undo: undo.ok ? undo.value : null,
  }
}

/**
 * At a start, before anything is opened: puts what waits in the place of what stands, part by part, each by one rename. Cut off at any point, the next start
 * goes on where it was. Returns what a person should know; null when nothing waited.
 */
export async function applyRestore(dataFolder: string, now: number): Promise<string | null> {
  const staged = join(dataFolder, STAGED)
  const replaced = join(dataFolder, REPLACED)
  // What was being unpacked when the power went.
  for (const name of await readdir(dataFolder).catch(() => []))
    if (name.startsWith(CHECKING)) await rm(join(dataFolder, name), { recursive: true, force: true })
  const marker = await readJson(join(staged, MARKER), markerSchema)
  if (!marker.ok) return null
  const begun = join(staged, 'begun')
  if (!(await exists(begun))) {
    await rm(replaced, { recursive: true, force: true })
    await mkdir(replaced, { mode: 0o700 })
    await writeJson(begun, {})
  }
  for (const part of BACKED_UP) {
    const comes = marker.value.parts.includes(part)
    // What came already is not there any more, and must not be taken for what stood before.
    if (comes && !(await exists(join(staged, part)))) continue
    if (await exists(join(dataFolder, part))) await rename(join(dataFolder, part), join(replaced, part))
    if (comes) await rename(join(staged, part), join(dataFolder, part))
  }
  await writeJson(join(replaced, UNDO), { at: now, from: marker.value.from })
  await cancelRestore(dataFolder)
  return `Restored from ${marker.value.from}. What stood before is kept in ${replaced} and can come back under Workstation.`
}

type Waiting = { from: string; content: BackupContent | null }

async function mark(folder: string, { from, content }: Waiting): Promise<void> {
  const parts: string[] = []
  for (const part of BACKED_UP) if (await exists(join(folder, part))) parts.push(part)
  await writeJson(join(folder, MARKER), { from, content, parts })
}

/** Why an archive is not read to its end. */
class Unwanted extends Error {}

/** Into a folder that is there; `room` in bytes. Throws `Unwanted` as soon as it is known that the archive will not do. */
async function unpack(path: string, folder: string, room: number): Promise<Result<BackupContent, Fault>> {
  const sums = new Map<string, { bytes: number; sha256: string }>()
  const found: { manifest: Buffer | null } = { manifest: null }
  let left = room
  const read = await readArchive(path, async ({ path: name, bytes, content }) => {
    if (name === MANIFEST && bytes <= LARGEST_MANIFEST) return void (found.manifest = await whole(content))
    if (partOf(name) === null) throw new Unwanted(`it holds "${visible(name, 100)}", which is no part of a backup`)
    left -= bytes
    if (left < 0)
      throw new Unwanted(`it unpacks to more than the ${Math.floor(room / 2 ** 20)} MB that there is room for`)
    if (sums.size >= MOST_FILES) throw new Unwanted(`it holds more than ${MOST_FILES} files`)
    const sum = createHash('sha256')
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
    await pipeline(summed(content, sum), createWriteStream(join(folder, name), { mode: 0o600, flush: true }))
    sums.set(name, { bytes, sha256: sum.digest('hex') })
  })
  if (!read.ok) return refused(path, read.fault.message)
  if (found.manifest === null) return refused(path, 'its list of contents is missing: it was cut off')
  const manifest = manifestOf(found.manifest)
  if (manifest === null) return refused(path, 'its list of contents cannot be read')
  const wrong = manifest.files.find((file) => sums.get(file.path)?.sha256 !== file.sha256)
  if (wrong !== undefined) return refused(path, `"${wrong.path}" is damaged or missing`)
  if (sums.size !== manifest.files.length)
    return refused(path, 'it holds files that its list of contents does not name')
  return contentOf(path, folder, manifest)
}

async function contentOf(
  path: string,
  folder: string,
  manifest: z.infer<typeof manifestSchema>
): Promise<Result<BackupContent, Fault>> {
  const settings = await readJson(join(folder, 'settings.json'), z.looseObject(settingsChangeSchema.shape))
  if (!settings.ok && settings.fault.kind !== 'absent') {
    const why = settings.fault.message.replace(`${folder}/`, '')
    return refused(path, `its settings are of another version or broken: ${why}`)
  }
  const folders = (part: string) =>
    new Set(manifest.files.filter((file) => file.path.startsWith(`${part}/`)).map((file) => file.path.split('/')[1]))
  return ok({
    createdAt: manifest.createdAt,
    product: manifest.product,
    decisions: await linesIn(join(folder, 'decisions.jsonl')),
    overrides: await linesIn(join(folder, 'overrides.jsonl')),
    lists: await listsIn(join(folder, 'lists', 'index.json')),
    models: folders('models').size,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  })
}

async function linesIn(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').filter((line) => line.trim() !== '').length
}

async function listsIn(index: string): Promise<number> {
  const read = await readJson(index, z.looseObject({ lists: z.array(z.unknown()) }))
  return read.ok ? read.value.lists.length : 0
}

function manifestOf(text: Buffer): z.infer<typeof manifestSchema> | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

function refused(path: string, why: string): Result<BackupContent, Fault> {
  return failed({ kind: 'bad-input', message: `${path}: ${why}` })
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* summed(
  content: AsyncIterable<Uint8Array>,
  sum: ReturnType<typeof createHash>
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    sum.update(piece)
    yield piece
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}
