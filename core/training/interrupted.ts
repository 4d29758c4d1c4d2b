import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { checkpointMeta, STATE_FILE, type CheckpointMeta } from './checkpoint.ts'
import { trainingPlanSchema } from './plan.ts'
import type { InterruptedRun } from './run.ts'

export const RUN_FILE = 'run.json'
/** Each may take some hundred megabytes; the oldest goes when another run starts. */
export const MOST_INTERRUPTED = 3

const runIdSchema = z.string().regex(/^run-[0-9a-f]{8}$/)

/** What a run was told at its start. Paths of the program are left out: it may stand elsewhere when the run goes on. */
export const runRecordSchema = z.object({
  runId: runIdSchema,
  version: z.string(),
  plan: trainingPlanSchema,
  description: z.string(),
  vetted: z.array(z.object({ name: z.string(), class: z.enum(['benign', 'honeypot', 'malicious']) })),
  modelId: z.string(),
  startedAt: z.number(),
})
export type RunRecord = z.infer<typeof runRecordSchema>

/** Makes the run's folder, so that it can be found again. The fault says why nothing can be written. */
export function recordRun(folder: string, record: RunRecord): Result<string, Fault> {
  const own = join(folder, record.runId)
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 })
    writeFileAtomic.sync(join(own, RUN_FILE), JSON.stringify(runRecordSchema.parse(record)), { mode: 0o600 })
    return ok(own)
  } catch (error) {
    return failed({ kind: 'unavailable', message: `the run could not be noted in ${folder}: ${fileFault(error)}` })
  }
}

export type FoundRun = { record: RunRecord; folder: string; meta: CheckpointMeta | null; view: InterruptedRun }

/** Newest first. A folder without a record that can be read is no run's. */
export function interruptedRuns(folder: string): FoundRun[] {
  return namesIn(folder)
    .flatMap((name) => found(join(folder, name), name) ?? [])
    .sort((a, b) => b.view.savedAt - a.view.savedAt)
}

/** Leaves the newest few. */
export function thinOut(folder: string): void {
  for (const { folder: own } of interruptedRuns(folder).slice(MOST_INTERRUPTED)) discardRun(own)
}

export function discardRun(own: string): void {
  rmSync(own, { recursive: true, force: true })
}

function found(own: string, name: string): FoundRun | null {
  const record = recordIn(own)
  if (record === null || record.runId !== name) return null
  const meta = checkpointMeta(own)
  const state = statSync(join(own, STATE_FILE), { throwIfNoEntry: false })
  return {
    record,
    folder: own,
    meta: meta.ok ? meta.value : null,
    view: {
      runId: record.runId,
      plan: record.plan,
      description: record.description,
      vetted: record.vetted.length,
      startedAt: record.startedAt,
      savedAt: state?.mtimeMs ?? record.startedAt,
      epochs: meta.ok ? (meta.value?.epoch ?? 0) : 0,
      bytes: state?.size ?? 0,
      fault: meta.ok ? null : meta.fault.message,
    },
  }
}

function recordIn(own: string): RunRecord | null {
  try {
    const parsed = runRecordSchema.safeParse(JSON.parse(readFileSync(join(own, RUN_FILE), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => runIdSchema.safeParse(name).success)
  } catch {
    return []
  }
}
