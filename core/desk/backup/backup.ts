import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupMade } from '../../contract/backup.ts'
import { errorCode, fileFault } from '../../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../../system/result.ts'
import { writeArchive, type Entry } from './archive.ts'
import { BACKED_UP, MANIFEST } from './parts.ts'

export type Manifest = {
  version: 1
  /** Of the product. */
  product: string
  /** ISO 8601. */
  createdAt: string
  files: { path: string; bytes: number; sha256: string }[]
}

type Request = { dataFolder: string; folder: string; product: string; now: number }

/** Writes everything but the log into one new file; under its name it is whole, or it is not there. */
export async function makeBackup({ dataFolder, folder, product, now }: Request): Promise<Result<BackupMade, Fault>> {
  const createdAt = new Date(now).toISOString()
  const path = join(folder, `mlbridge-${createdAt.slice(0, 19).replace(/[:T]/g, '-')}.tar.gz`)
  const part = `${path}.part`
  const manifest: Manifest = { version: 1, product, createdAt, files: [] }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rm(part, { force: true })
    await writeArchive(part, entriesOf(dataFolder, manifest))
    await rename(part, path)
    return ok({ path, files: manifest.files.length, bytes: (await stat(path)).size })
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    if (errorCode(error) === null && !(error instanceof Error && /archive|has changed/.test(error.message))) throw error
    return failed({ kind: 'unavailable', message: `the backup could not be written to ${folder}: ${fileFault(error)}` })
  }
}

/** The manifest comes last: its sums are known then, and a backup without one was cut off. */
async function* entriesOf(dataFolder: string, manifest: Manifest): AsyncGenerator<Entry> {
  for (const path of await filesOf(dataFolder)) {
    const at = join(dataFolder, path)
    const { size } = await stat(at)
    const sum = createHash('sha256')
    // What is appended meanwhile stands behind what was there when the backup began.
    yield { path, bytes: size, content: size === 0 ? none() : summed(createReadStream(at, { end: size - 1 }), sum) }
    manifest.files.push({ path, bytes: size, sha256: sum.digest('hex') })
  }
  const text = Buffer.from(JSON.stringify(manifest))
  yield { path: MANIFEST, bytes: text.length, content: one(text) }
}

async function filesOf(dataFolder: string): Promise<string[]> {
  const found: string[] = []
  for (const part of BACKED_UP) {
    const names = await readdir(join(dataFolder, part), { recursive: true, withFileTypes: true }).catch(() => null)
    if (names === null) {
      if (await isFile(join(dataFolder, part))) found.push(part)
      continue
    }
    for (const entry of names) {
      const inside = join(entry.parentPath, entry.name).slice(join(dataFolder, part).length + 1)
      // What begins with a dot is half done.
      const steps = inside.split(/[\\/]/)
      if (entry.isFile() && !steps.some((step) => step.startsWith('.'))) found.push([part, ...steps].join('/'))
    }
  }
  return found
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false
  )
}

async function* summed(source: AsyncIterable<Buffer>, sum: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    sum.update(piece)
    yield piece
  }
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

async function* none(): AsyncGenerator<Buffer> {
  // Nothing to give.
}
