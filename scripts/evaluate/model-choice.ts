import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openRegistry } from '../../core/registry/registry.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'

const SHIPPED = resolve(import.meta.dirname, '../../resources/model')

/** The folder of a model by id or path; without either, of the newest one that ships. */
export async function modelFolder(wanted: string | null, dataFolder: string | null): Promise<Result<string, Fault>> {
  if (wanted !== null && existsSync(join(wanted, 'card.json'))) return ok(resolve(wanted))
  const empty = await mkdtemp(join(tmpdir(), 'evaluate-'))
  try {
    const modelsFolder = dataFolder === null ? empty : join(dataFolder, 'models')
    const registry = await openRegistry({
      shippedFolder: SHIPPED,
      modelsFolder,
      servingFile: join(empty, 'serving.json'),
    })
    if (wanted === null) {
      const serving = await registry.serving()
      return serving === null
        ? failed({ kind: 'not-found', message: 'no model ships with this installation' })
        : ok(serving.folder)
    }
    const folder = await registry.folderOf(wanted)
    if (folder !== null) return ok(folder)
    const known = (await registry.all()).map((entry) => (entry.kind === 'usable' ? entry.card.id : entry.id))
    return failed({
      kind: 'not-found',
      message: `there is no model "${wanted}" (there are: ${known.join(', ') || 'none'})`,
    })
  } finally {
    await rm(empty, { recursive: true })
  }
}
