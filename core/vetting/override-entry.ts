import { z } from 'zod'
import { listEffectSchema } from '../lists/list.ts'
import { overrideScopeSchema } from '../lists/override.ts'

const written = { id: z.number().int().positive(), time: z.number(), actor: z.string().max(100) }

/** One line of `overrides.jsonl`, never changed (docs/decisions/0150). What holds is folded from them (override-state.ts). */
export const overrideEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    ...written,
    scope: overrideScopeSchema,
    effect: listEffectSchema,
    /** Milliseconds since the epoch, from which on it holds no more; null: for ever. */
    until: z.number().nullable(),
    note: z.string().max(1000),
  }),
  /** A person ends the override of this number before its time. */
  z.object({ kind: z.literal('end'), ...written, ends: z.number().int().positive() }),
  /** Takes a 'set' or an 'end' back: what held before it holds again. */
  z.object({ kind: z.literal('undo'), ...written, undoes: z.number().int().positive() }),
])
export type OverrideEntry = z.infer<typeof overrideEntrySchema>
export type OverrideSet = Extract<OverrideEntry, { kind: 'set' }>

/** How long an override is to hold. */
export const overrideEndSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('after'), minutes: z.number().positive().max(5_300_000) }),
  z.object({ kind: z.literal('at'), time: z.number() }),
  z.object({ kind: z.literal('never') }),
])
export type OverrideEnd = z.infer<typeof overrideEndSchema>

export const newOverrideSchema = z.object({
  scope: overrideScopeSchema,
  effect: listEffectSchema,
  ends: overrideEndSchema,
  note: z.string().max(1000),
})
export type NewOverride = z.infer<typeof newOverrideSchema>

/** A row of the overrides' grid. */
export const overrideRowSchema = z.object({
  id: z.number(),
  scope: overrideScopeSchema,
  effect: listEffectSchema,
  until: z.number().nullable(),
  note: z.string(),
  actor: z.string(),
  madeAt: z.number(),
  /** Answers that it decided. */
  hits: z.number(),
  /** `replaced`: a newer one for the same has taken its place; `ended`: a person ended it before its time. */
  state: z.enum(['holds', 'lapsed', 'ended', 'replaced']),
  /** When it stopped to hold; null while it does. */
  overAt: z.number().nullable(),
})
export type OverrideRow = z.infer<typeof overrideRowSchema>

/** Those that hold, the next one to end first; of the others the newest, and how many there are. */
export const overrideListSchema = z.object({
  holding: z.array(overrideRowSchema),
  over: z.array(overrideRowSchema),
  overInAll: z.number(),
})
export type OverrideList = z.infer<typeof overrideListSchema>

/** What a change did. `id` takes it back again. */
export const overrideEffectSchema = z.object({
  id: z.number(),
  override: overrideRowSchema,
  /** Cached answers dropped, so that the next question meets the change. */
  droppedAnswers: z.number(),
})
export type OverrideEffect = z.infer<typeof overrideEffectSchema>
