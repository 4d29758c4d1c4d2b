import { z } from 'zod'
import { domainTextSchema } from '../dns/name-schemas.ts'
import { parseNetwork } from '../dns/network.ts'
import { listEffectSchema } from './list.ts'

/** An address or a network, given back in canonical form. */
export const networkTextSchema = z
  .string()
  .max(100)
  .transform((text, context): string => {
    const network = parseNetwork(text)
    if (network.ok) return network.value.text
    context.addIssue({ code: 'custom', message: network.fault.message })
    return z.NEVER
  })

const whose = { client: networkTextSchema.nullable() }

/** What an override holds for. `client`: whose questions; null means everybody's. */
export const overrideScopeSchema = z.discriminatedUnion('kind', [
  /** The name alone. */
  z.object({ kind: z.literal('name'), name: domainTextSchema, ...whose }),
  /** The name and everything below it. */
  z.object({ kind: z.literal('tree'), name: domainTextSchema, ...whose }),
  /** Whatever these clients ask. */
  z.object({ kind: z.literal('client'), client: networkTextSchema }),
])
export type OverrideScope = z.infer<typeof overrideScopeSchema>

/** What an answer has to know of an override; who made it and why stays with the journal (vetting/override-view.ts). */
export const overrideRuleSchema = z.object({
  id: z.number().int().positive(),
  scope: overrideScopeSchema,
  effect: listEffectSchema,
  /** Milliseconds since the epoch, from which on it holds no more; null: for ever. */
  until: z.number().nullable(),
})
export type OverrideRule = z.infer<typeof overrideRuleSchema>

/** What the ids begin with under which the log and the counts know overrides; no list's does. */
export const OVERRIDE_ID = 'override-'

/** Under this id the log and the counts know what an override decided. */
export function overrideListId(id: number): string {
  return `${OVERRIDE_ID}${id}`
}

export const OVERRIDE_LIST_NAME = 'override'

/** 'shop.example.com and below, for 10.0.0.7'. */
export function scopeText(scope: OverrideScope): string {
  if (scope.kind === 'client') return `everything that ${scope.client} asks`
  const what = scope.kind === 'tree' ? `${scope.name} and all below it` : `${scope.name} alone`
  return scope.client === null ? what : `${what}, for ${scope.client}`
}
