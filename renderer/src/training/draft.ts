import { z } from 'zod'
import type { DataFileAnswer } from '../../../core/dataset/inspection.ts'
import type { ArchitectureView, TrainingPlan } from '../../../core/training/plan.ts'

const labelSchema = z.enum(['benign', 'malicious']).nullable()

/** The plan as it stands in the form: half written is allowed, and an empty number is null. Kept in the browser between visits. */
export const draftSchema = z.object({
  start: z.enum(['new', 'retrain']),
  architecture: z.string(),
  /** Only what differs from an architecture's defaults, by architecture. */
  parameters: z.record(z.string(), z.record(z.string(), z.union([z.number(), z.boolean()]).nullable())),
  modelId: z.string(),
  epochs: z.number().nullable(),
  batchSize: z.number().nullable(),
  wholeSample: z.boolean(),
  sampleSize: z.number().nullable(),
  seed: z.number().nullable(),
  files: z.array(z.object({ path: z.string(), assumedLabel: labelSchema })),
  vettedWeight: z.number().nullable(),
})
export type Draft = z.infer<typeof draftSchema>

export const FIRST_DRAFT: Draft = {
  start: 'new',
  architecture: '',
  parameters: {},
  modelId: '',
  epochs: 4,
  batchSize: 256,
  wholeSample: false,
  sampleSize: 40_000,
  seed: 1,
  files: [],
  vettedWeight: 10,
}

/** Plans to begin with: `quick` answers in minutes whether data is worth more, `full` takes all there is. */
export const PRESETS = {
  quick: { wholeSample: false, sampleSize: 40_000, epochs: 4, batchSize: 256 },
  full: { wholeSample: true, epochs: 8, batchSize: 256 },
} as const satisfies Record<string, Partial<Draft>>
export type PresetName = keyof typeof PRESETS

/** The preset that the draft still is; null once something of it was changed. */
export function presetOf(draft: Draft): PresetName | null {
  const names = Object.keys(PRESETS) as PresetName[]
  return (
    names.find((name) => Object.entries(PRESETS[name]).every(([key, value]) => draft[key as keyof Draft] === value)) ??
    null
  )
}

/** What is wrong, by field: 'epochs', 'parameters.learningRate', 'files', 'files.0'. */
export type PlanFaults = Readonly<Record<string, string>>

export type Checked = { ok: true; plan: TrainingPlan } | { ok: false; faults: PlanFaults }

export type Knowledge = {
  architectures: readonly ArchitectureView[]
  /** Ids of models that can be trained on. */
  models: readonly string[]
  /** What each file was found to be; missing while it is read. */
  inspected: ReadonlyMap<string, DataFileAnswer>
}

type Bound = { field: string; value: number | null; min: number; max: number; whole: boolean }

/** The plan that would be sent, or everything that keeps it from being one. */
export function checkDraft(draft: Draft, knowledge: Knowledge): Checked {
  const faults: Record<string, string> = {}
  const bounds: Bound[] = [
    { field: 'epochs', value: draft.epochs, min: 1, max: 500, whole: true },
    { field: 'batchSize', value: draft.batchSize, min: 8, max: 8192, whole: true },
    { field: 'seed', value: draft.seed, min: 0, max: 2 ** 31 - 1, whole: true },
    { field: 'vettedWeight', value: draft.vettedWeight, min: 0, max: 100, whole: false },
    ...(draft.wholeSample ? [] : [{ field: 'sampleSize', value: draft.sampleSize, min: 100, max: 1e9, whole: true }]),
  ]
  const start = startOf(draft, knowledge)
  if (start.kind === 'none') faults[start.field] = start.fault
  else bounds.push(...start.bounds)
  for (const bound of bounds) {
    const fault = outOfBounds(bound)
    if (fault !== null) faults[bound.field] = fault
  }
  if (draft.start === 'new' && draft.files.length === 0)
    faults['files'] = 'Add at least one file of names to learn from'
  draft.files.forEach((file, index) => {
    const fault = fileFault(file, knowledge.inspected.get(file.path))
    if (fault !== null) faults[`files.${index}`] = fault
  })
  if (Object.keys(faults).length > 0 || start.kind === 'none') return { ok: false, faults }
  const plan = {
    start: start.start,
    epochs: draft.epochs ?? 1,
    batchSize: draft.batchSize ?? 8,
    sampleSize: draft.wholeSample ? null : draft.sampleSize,
    seed: draft.seed ?? 0,
    files: draft.files,
    vettedWeight: draft.vettedWeight ?? 0,
  }
  return { ok: true, plan }
}

/** The value of a parameter: what the person wrote, else its default. */
export function parameterOf(draft: Draft, architecture: ArchitectureView, key: string): number | boolean | null {
  const own = draft.parameters[architecture.name]?.[key]
  return own === undefined ? (architecture.parameters.find((one) => one.key === key)?.default ?? null) : own
}

type Start =
  { kind: 'some'; start: TrainingPlan['start']; bounds: Bound[] } | { kind: 'none'; field: string; fault: string }

function startOf(draft: Draft, { architectures, models }: Knowledge): Start {
  if (draft.start === 'retrain') {
    if (!models.includes(draft.modelId))
      return { kind: 'none', field: 'modelId', fault: 'Choose the model whose weights are the start' }
    return { kind: 'some', start: { kind: 'retrain', modelId: draft.modelId }, bounds: [] }
  }
  const architecture = architectures.find((one) => one.name === draft.architecture)
  if (architecture === undefined) return { kind: 'none', field: 'architecture', fault: 'Choose an architecture' }
  const parameters: Record<string, number | boolean> = {}
  const bounds: Bound[] = []
  for (const { key, kind, min, max } of architecture.parameters) {
    const value = parameterOf(draft, architecture, key)
    if (value !== null) parameters[key] = value
    if (typeof value === 'boolean') continue
    bounds.push({
      field: `parameters.${key}`,
      value,
      min: min ?? -Infinity,
      max: max ?? Infinity,
      whole: kind === 'integer',
    })
  }
  return { kind: 'some', start: { kind: 'new', architecture: architecture.name, parameters }, bounds }
}

function outOfBounds({ value, min, max, whole }: Bound): string | null {
  const kind = whole ? 'a whole number' : 'a number'
  if (value === null || Number.isNaN(value)) return `Write ${kind}`
  if (whole && !Number.isInteger(value)) return 'Write a whole number'
  if (value >= min && value <= max) return null
  if (max === Infinity) return `Write ${kind} from ${min}`
  return min === -Infinity ? `Write ${kind} up to ${max}` : `Write ${kind} from ${min} to ${max}`
}

function fileFault(file: Draft['files'][number], answer: DataFileAnswer | undefined): string | null {
  if (answer === undefined) return null
  if (answer.kind === 'unreadable') return answer.message
  if (answer.file.labelColumn === null && file.assumedLabel === null)
    return 'It has no labels: say whether its names are benign or malicious'
  return null
}
