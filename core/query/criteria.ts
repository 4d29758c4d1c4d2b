import { z } from 'zod'

/** Milliseconds since the Unix epoch; `from` is in, `to` is out. */
export const rangeSchema = z.object({ from: z.number(), to: z.number() }).refine((range) => range.from < range.to, {
  message: 'the range ends before it begins',
})
export type Range = z.infer<typeof rangeSchema>

/** A range and a text in the filter language (filter.ts): `verdict:blocked client:10.0.0.7 name:*.ru score:>=0.8 -type:AAAA`. */
export const criteriaSchema = z.object({ range: rangeSchema, filter: z.string().max(1000) })
export type Criteria = z.infer<typeof criteriaSchema>

export const COMPARISONS = ['<=', '>=', '<', '>', '='] as const
export type Comparison = (typeof COMPARISONS)[number]

/** One parsed term. All terms of a filter must hold; the values or patterns of one term are alternatives. */
export type Term =
  | { field: 'name'; negated: boolean; patterns: NamePattern[] }
  /** Exact, but `list`, which is compared without regard to case. */
  | { field: 'client' | 'type' | 'rcode' | 'model' | 'list'; negated: boolean; values: string[] }
  /** Kinds of verdict and groups of them (verdict-groups.ts). */
  | { field: 'verdict'; negated: boolean; values: string[] }
  | { field: 'score' | 'milliseconds'; negated: boolean; compare: Comparison; value: number }
  | { field: 'cached'; negated: boolean; value: boolean }

/**
 * `exact` is the one name; `tree` the name and all below it; `below` all below it without the name itself; `part` a piece of text;
 * `glob` a text whose `*` stand for anything. Lower case; none but `glob` holds a `*`.
 */
export type NamePattern = { kind: 'exact' | 'tree' | 'below' | 'part' | 'glob'; text: string }
