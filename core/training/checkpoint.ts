import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { FitState } from './fit-state.ts'
import { chartPointSchema, type ChartPoint } from './run.ts'
import { readMeta, readState, writeState } from './state-file.ts'

export const STATE_FILE = 'state.bin'

/** What has to be the same, or a run would go on as another one. */
const identitySchema = z.object({
  version: z.string(),
  architecture: z.string(),
  encoding: z.string(),
  /** The recipe as JSON. */
  recipe: z.string(),
  fingerprint: z.string(),
  backend: z.string(),
})
export type Identity = z.infer<typeof identitySchema>

const metaSchema = identitySchema.extend({
  epoch: z.number().int().min(1),
  random: z.number().int(),
  fittedMs: z.number().min(0),
  /** Of the whole run, reading included. */
  spentMs: z.number().min(0),
  best: z.object({ quality: z.number(), epoch: z.number().int().min(0) }),
  points: z.array(chartPointSchema),
})
export type CheckpointMeta = z.infer<typeof metaSchema>

/** Null before the first epoch has ended. */
export function checkpointMeta(folder: string): Result<CheckpointMeta | null, Fault> {
  if (!exists(folder)) return ok(null)
  const read = readMeta(join(folder, STATE_FILE))
  return read.ok ? parsedMeta(read.value) : unreadable(read.fault.message)
}

/** The state to go on from, null when no epoch had ended. The fault says why it cannot. */
export function readCheckpoint(
  folder: string,
  now: Identity
): Result<{ state: FitState; meta: CheckpointMeta } | null, Fault> {
  if (!exists(folder)) return ok(null)
  const read = readState(join(folder, STATE_FILE))
  if (!read.ok) return unreadable(read.fault.message)
  const meta = parsedMeta(read.value.meta)
  if (!meta.ok) return meta
  const unlike = difference(meta.value, now)
  if (unlike !== null) return failed({ kind: 'other-run', message: `the run cannot go on: ${unlike}` })
  const { epoch, random, fittedMs, best } = meta.value
  return ok({ state: { epoch, random, fittedMs, best, arrays: read.value.arrays }, meta: meta.value })
}

/** Null when it is on disk, else what the file system says. */
export function writeCheckpoint(
  folder: string,
  { state, identity, spentMs, points }: Written,
  write: typeof writeState = writeState
): string | null {
  const { arrays, ...numbers } = state
  const meta: CheckpointMeta = { ...identity, ...numbers, spentMs, points: [...points] }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    write(join(folder, STATE_FILE), meta, arrays)
    return null
  } catch (error) {
    removePart(folder)
    return fileFault(error)
  }
}

type Written = { state: FitState; identity: Identity; spentMs: number; points: readonly ChartPoint[] }

/** In words, and in the order in which a person would look for it. The backend is none of it: another one goes on, and it is said. */
function difference(then: Identity, now: Identity): string | null {
  if (then.version !== now.version)
    return `it was begun by version ${then.version} of this program, and this is ${now.version}`
  if (then.architecture !== now.architecture) return `it is a ${then.architecture}, not a ${now.architecture}`
  if (then.encoding !== now.encoding)
    return `it learnt names encoded as "${then.encoding}", and this program encodes them as "${now.encoding}"`
  if (then.recipe !== now.recipe)
    return `this program trains ${now.architecture} in another way than the one that began it`
  if (then.fingerprint !== now.fingerprint)
    return `its data has changed since it began (fingerprint ${then.fingerprint.slice(0, 8)} then, ${now.fingerprint.slice(0, 8)} now); put the files back as they were`
  return null
}

function parsedMeta(meta: unknown): Result<CheckpointMeta, Fault> {
  const parsed = metaSchema.safeParse(meta)
  return parsed.success ? ok(parsed.data) : unreadable('its header is not what this version writes')
}

function unreadable(why: string): Result<never, Fault> {
  return failed({ kind: 'bad-checkpoint', message: `the checkpoint cannot be read: ${why}` })
}

/** Half of a file would fill the disk for nothing; the checkpoint before it stands. */
function removePart(folder: string): void {
  try {
    rmSync(join(folder, `${STATE_FILE}.part`), { force: true })
  } catch {
    // The disk has just said what is wrong with it.
  }
}

function exists(folder: string): boolean {
  return statSync(join(folder, STATE_FILE), { throwIfNoEntry: false }) !== undefined
}
