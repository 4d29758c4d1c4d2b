import { z } from 'zod'
import { clientRowSchema, natureSchema, timelineSchema } from '../analysis/views.ts'
import { listEffectSchema } from '../lists/list.ts'
import { verdictSchema } from '../verdict/verdict.ts'
import { nameDecisionSchema } from '../vetting/decision.ts'

export const stageOpinionSchema = z.object({
  stage: z.string(),
  /** Null: this stage has no verdict of its own. */
  verdict: verdictSchema.nullable(),
  reason: z.string(),
  /** The first stage with a verdict decides, unless what it lets pass is answered here (`answered-here` behind it). */
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

/**
 * What moved the model's score of a name, and what is known of names like it. Weights are in units of the logit, positive towards malicious.
 * Asked apart from the verdict, so that nothing waits for it.
 */
export const scoreExplanationSchema = z.object({
  name: z.string(),
  /** Null where no model explains it, and then `unexplained` says why, and there are no characters, labels and features. */
  modelId: z.string().nullable(),
  unexplained: z.enum(['model-off', 'not-a-public-name']).nullable(),
  logit: z.number().nullable(),
  /** Calibrated P(malicious) of this logit: the model's word even where a list or a person decides. */
  probability: z.number().nullable(),
  /** The whole name: by how much the logit falls when the character is hidden. 0 for dots and for a `www.` that the model does not read. */
  characters: z.array(z.object({ character: z.string(), weight: z.number() })),
  /** The same for each label hidden as a whole. */
  labels: z.array(z.object({ label: z.string(), weight: z.number() })),
  /** Exact shares of the logit, the strongest first; `text` says in words what `token` of `kind` is. Null where the architecture has none. */
  features: z.array(z.object({ kind: z.string(), token: z.string(), text: z.string(), weight: z.number() })).nullable(),
  /** Labelled names within two edits, the nearest first (0: the name itself is labelled). Null while the labelled names are being read. */
  nearest: z
    .array(
      z.object({
        name: z.string(),
        class: z.enum(['benign', 'malicious', 'honeypot']),
        source: z.enum(['vetted', 'replay-sample']),
        distance: z.number(),
      })
    )
    .nullable(),
})
export type ScoreExplanation = z.infer<typeof scoreExplanationSchema>

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
