import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { CARD_FILE, readModelFolder, type StoredModel } from '../model/model-folder.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Thresholds } from '../model/calibration.ts'
import { modelCardSchema, thresholdsInForce, type ModelCard, type ModelEntry } from './card.ts'
import { NO_CHANGES, type ThresholdChanges } from './thresholds.ts'

export interface Registry {
  /** Newest first; what cannot be served says why. */
  all(): Promise<ModelEntry[]>
  /** The model that should serve: the promoted one if it is still usable, else the newest shipped one. Its card has the thresholds in force. */
  serving(): Promise<{ card: ModelCard; folder: string } | null>
  readonly servingId: string | null
  /** The one that a person chose last; another one serves where this one cannot. */
  readonly promotedId: string | null
  /** Remembers, on disk, which one serves. `serve` is asked to load it first: a refusal leaves everything as it was. */
  promote(id: string, serve: Serve): Promise<Result<ModelCard, Fault>>
  /** Never a shipped model, never the one that serves. */
  remove(id: string): Promise<Result<null, Fault>>
  /** Copies a model's folder here after checking it. */
  import(folder: string): Promise<Result<ModelCard, Fault>>
  load(id: string): Promise<Result<StoredModel, Fault>>
  folderOf(id: string): Promise<string | null>
}

/** Loads a model; null leaves it its card's thresholds. */
export type Serve = (folder: string, thresholds: Thresholds | null) => Promise<Result<unknown, Fault>>

export type RegistrySettings = {
  shippedFolder: string
  modelsFolder: string
  /** A small JSON file that remembers the promoted model. */
  servingFile: string
  /** What a person changed; left out where nobody can. */
  thresholds?: Pick<ThresholdChanges, 'of'>
}

const servingSchema = z.object({ id: z.string() })

export async function openRegistry(settings: RegistrySettings): Promise<Registry> {
  await mkdir(settings.modelsFolder, { recursive: true })
  await removeUnfinished(settings.modelsFolder)
  return new FolderRegistry(settings, await rememberedId(settings.servingFile))
}

type Found = { id: string; folder: string; shipped: boolean; result: Result<ModelCard, Fault> }

class FolderRegistry implements Registry {
  readonly #settings: RegistrySettings
  readonly #thresholds: Pick<ThresholdChanges, 'of'>
  #promoted: string | null
  servingId: string | null = null

  constructor(settings: RegistrySettings, promoted: string | null) {
    this.#settings = settings
    this.#thresholds = settings.thresholds ?? NO_CHANGES
    this.#promoted = promoted
  }

  get promotedId(): string | null {
    return this.#promoted
  }

  async all(): Promise<ModelEntry[]> {
    const found = await this.#found()
    await this.#settle(found)
    return found.map(({ id, shipped, result }) =>
      result.ok
        ? {
            kind: 'usable',
            card: result.value,
            shipped,
            serving: id === this.servingId,
            changed: this.#thresholds.of(id),
          }
        : { kind: 'refused', id, reason: result.fault.message }
    )
  }

  async serving(): Promise<{ card: ModelCard; folder: string } | null> {
    const chosen = await this.#settle(await this.#found())
    if (chosen === null) return null
    const { card, folder } = chosen
    return { folder, card: { ...card, thresholds: thresholdsInForce({ card, changed: this.#thresholds.of(card.id) }) } }
  }

  async promote(id: string, serve: Serve): Promise<Result<ModelCard, Fault>> {
    const found = (await this.#found()).find((model) => model.id === id)
    if (found === undefined) return missing(id)
    if (!found.result.ok) return found.result
    const changed = this.#thresholds.of(id)
    const served = await serve(found.folder, changed && { unsure: changed.unsure, malicious: changed.malicious })
    if (!served.ok) return served
    await writeFileAtomic(this.#settings.servingFile, JSON.stringify({ id }) + '\n')
    this.#promoted = id
    this.servingId = id
    return found.result
  }

  async remove(id: string): Promise<Result<null, Fault>> {
    const found = (await this.#found()).find((model) => model.id === id)
    if (found === undefined) return missing(id)
    if (found.shipped) return failed({ kind: 'refused', message: `${id} came with the product and stays` })
    if (id === this.servingId) return failed({ kind: 'refused', message: `${id} serves; promote another model first` })
    await rm(found.folder, { recursive: true })
    return ok(null)
  }

  async import(folder: string): Promise<Result<ModelCard, Fault>> {
    const checked = await readModel(folder)
    if (!checked.ok) return failed({ kind: 'refused-model', message: `${basename(folder)}: ${checked.fault.message}` })
    const { id } = checked.value
    if ((await this.folderOf(id)) !== null)
      return failed({ kind: 'refused', message: `a model with the id ${id} is already here` })
    const part = join(this.#settings.modelsFolder, `.part-${id}`)
    await rm(part, { recursive: true, force: true })
    await cp(folder, part, { recursive: true })
    await rename(part, join(this.#settings.modelsFolder, id))
    return checked
  }

  async load(id: string): Promise<Result<StoredModel, Fault>> {
    const folder = await this.folderOf(id)
    return folder === null ? missing(id) : readModelFolder(folder)
  }

  async folderOf(id: string): Promise<string | null> {
    return (await this.#folders()).find((model) => model.id === id)?.folder ?? null
  }

  async #settle(found: readonly Found[]): Promise<{ card: ModelCard; folder: string } | null> {
    const usable = found.flatMap(({ id, folder, shipped, result }) =>
      result.ok ? [{ id, folder, shipped, card: result.value }] : []
    )
    const chosen = usable.find(({ id }) => id === this.#promoted) ?? usable.find(({ shipped }) => shipped) ?? null
    this.servingId = chosen?.id ?? null
    return Promise.resolve(chosen)
  }

  async #found(): Promise<Found[]> {
    const folders = await this.#folders()
    const found = await Promise.all(
      folders.map(async (model) => ({ ...model, result: await readModel(model.folder, model.id) }))
    )
    const age = ({ result }: Found) => (result.ok ? result.value.createdAt : 0)
    return found.sort((a, b) => age(b) - age(a) || (a.id < b.id ? -1 : 1))
  }

  async #folders(): Promise<{ id: string; folder: string; shipped: boolean }[]> {
    const { modelsFolder, shippedFolder } = this.#settings
    const own = (await foldersIn(modelsFolder)).map((id) => ({ id, folder: join(modelsFolder, id), shipped: false }))
    const shipped = (await foldersIn(shippedFolder)).map((id) => ({
      id,
      folder: join(shippedFolder, id),
      shipped: true,
    }))
    return [...shipped, ...own.filter(({ id }) => !shipped.some((model) => model.id === id))]
  }
}

/** The whole card, after everything that serving needs has been checked. */
async function readModel(folder: string, id: string | null = null): Promise<Result<ModelCard, Fault>> {
  const stored = await readModelFolder(folder)
  if (!stored.ok) return stored
  const text = await readFile(join(folder, CARD_FILE), 'utf8')
  const card = modelCardSchema.safeParse(JSON.parse(text))
  if (!card.success)
    return failed({
      kind: 'refused-model',
      message: `its card.json is incomplete (${z.prettifyError(card.error).replace(/\s+/g, ' ').slice(0, 200)})`,
    })
  if (id !== null && card.data.id !== id)
    return failed({ kind: 'refused-model', message: `its card is that of ${card.data.id}` })
  return ok(card.data)
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}

/** A run or an import that was killed while it wrote leaves a `.part-` folder. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.part-')) await rm(join(folder, name), { recursive: true, force: true })
  }
}

async function rememberedId(file: string): Promise<string | null> {
  try {
    return servingSchema.parse(JSON.parse(await readFile(file, 'utf8'))).id
  } catch {
    return null
  }
}

function missing(id: string): Result<never, Fault> {
  return failed({ kind: 'not-found', message: `there is no model "${id}"` })
}
