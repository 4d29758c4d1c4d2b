import { z } from 'zod'
import { clientRowSchema, natureSchema, timelineSchema } from '../analysis/views.ts'
import { listEffectSchema } from '../lists/list.ts'
import { verdictSchema } from '../verdict/verdict.ts'
import { nameDecisionSchema } from '../vetting/decision.ts'

export const stageOpinionSchema = z.object({
  stage: z.string(),
  /** Null: this stage has nothing to say and the next one is asked. */
  verdict: verdictSchema.nullable(),
  reason: z.string(),
  /** The first stage with a verdict decides. */
  decides: z.boolean(),
})

/** What would happen to a question for this name now, every stage with its reason. */
export const explanationSchema = z.object({
  name: z.string(),
  verdict: verdictSchema,
  stages: z.array(stageOpinionSchema),
  matches: z.array(
    z.object({
      listId: z.string(),
      list: z.string(),
      entry: z.string(),
      line: z.number().nullable(),
      effect: listEffectSchema,
    })
  ),
  model: z.object({ id: z.string(), unsure: z.number(), malicious: z.number() }).nullable(),
})
export type Explanation = z.infer<typeof explanationSchema>

/** The detail panel of one name over a range (WHOIS is asked apart, since it may be slow). */
export const nameProfileSchema = z.object({
  name: z.string(),
  registeredDomain: z.string().nullable(),
  explanation: explanationSchema,
  nature: natureSchema,
  timeline: timelineSchema,
  clients: z.array(clientRowSchema),
  answers: z.array(z.object({ answer: z.string(), count: z.number() })),
  siblings: z.array(z.object({ name: z.string(), count: z.number() })),
  decisions: z.array(nameDecisionSchema),
  queries: z.number(),
  firstSeen: z.number().nullable(),
  lastSeen: z.number().nullable(),
})
export type NameProfile = z.infer<typeof nameProfileSchema>

/** Where the top bar's one box leads. */
export const destinationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name'), name: z.string() }),
  z.object({ kind: z.literal('client'), client: z.string() }),
  z.object({ kind: z.literal('filter'), filter: z.string() }),
  z.object({ kind: z.literal('evidence'), evidence: z.string(), name: z.string(), time: z.number() }),
  z.object({ kind: z.literal('nothing'), message: z.string() }),
])
export type Destination = z.infer<typeof destinationSchema>
