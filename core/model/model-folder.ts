import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { architectureNamed } from './architectures/index.ts'
import { readParameters } from './architectures/parameters.ts'

export const CARD_FILE = 'card.json'
export const WEIGHTS_FILE = 'weights.bin'
export const SCORES_FILE = 'scores.tsv.gz'

/** What serving needs of a model's card; the registry's card holds more. */
export const servedCardSchema = z.object({
  id: z.string(),
  title: z.string(),
  architecture: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  encoding: z.string(),
  weights: z.object({ count: z.number(), bytes: z.number(), sha256: z.string() }),
  temperature: z.number().positive(),
  thresholds: z.object({ unsure: z.number(), malicious: z.number() }),
})
export type ServedCard = z.infer<typeof servedCardSchema>

export type StoredModel = { folder: string; card: ServedCard; weights: Uint8Array }

/** Reads a model's folder and refuses what could not be served, in words. */
export async function readModelFolder(folder: string): Promise<Result<StoredModel, Fault>> {
  const text = await contents(join(folder, CARD_FILE))
  if (text === null) return refused('it has no card.json')
  const card = servedCardSchema.safeParse(parsed(text))
  if (!card.success)
    return refused(`its card.json cannot be read (${z.prettifyError(card.error).replace(/\s+/g, ' ').slice(0, 200)})`)
  const unfit = unfitness(card.data)
  if (unfit !== null) return refused(unfit)
  const weights = await contents(join(folder, WEIGHTS_FILE))
  if (weights === null) return refused('it has no weights.bin')
  if (weights.length !== card.data.weights.bytes) {
    return refused(`weights.bin has ${weights.length} bytes where the card says ${card.data.weights.bytes}`)
  }
  if (sha256(weights) !== card.data.weights.sha256)
    return refused('weights.bin is damaged: its SHA-256 is not the one in the card')
  return ok({ folder, card: card.data, weights })
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Why this program cannot serve a model with such a card; null when it can. */
export function unfitness(card: ServedCard): string | null {
  const architecture = architectureNamed(card.architecture)
  if (architecture === undefined) return `its architecture "${card.architecture}" is not known here`
  if (card.encoding !== architecture.encoding)
    return `it was made for the encoding "${card.encoding}"; this program encodes as "${architecture.encoding}"`
  const parameters = readParameters(architecture.parameters, card.parameters)
  return parameters.ok ? null : `its parameters do not fit ${card.architecture}: ${parameters.reason}`
}

async function contents(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch {
    return null
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function refused(message: string): Result<never, Fault> {
  return failed({ kind: 'refused-model', message })
}
