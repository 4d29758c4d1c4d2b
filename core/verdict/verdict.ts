import { z } from 'zod'
import { scoreSchema } from '../model/score.ts'

/** What decided that a name is on a list: one entry of one list. Lines count from 1, as people see them. */
export const ruleRefSchema = z.object({
  origin: z.enum(['override', 'vetted', 'subscribed']),
  listId: z.string(),
  listName: z.string(),
  /** The name that stands on the list: the asked name or one of its parents. */
  entry: z.string(),
  line: z.number().int().positive().nullable(),
})
export type RuleRef = z.infer<typeof ruleRefSchema>

/** How a blocked question is answered. Addresses are given to A and AAAA questions only; all else is NODATA with SOA. */
export const blockAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blackhole') }),
  z.object({ kind: z.literal('honeypot'), ipv4: z.string().nullable(), ipv6: z.string().nullable() }),
  z.object({ kind: z.literal('nxdomain') }),
  z.object({ kind: z.literal('nodata') }),
  z.object({ kind: z.literal('refused') }),
  /** Nothing over UDP; over a stream, where the asker is no forgery and would wait, REFUSED. */
  z.object({ kind: z.literal('drop') }),
  /** Records of the list itself (RPZ's local data); `rdata` in wire form, as hexadecimal digits. A CNAME leads on: its target is asked for. */
  z.object({
    kind: z.literal('local-data'),
    records: z.array(z.object({ type: z.number(), ttl: z.number(), rdata: z.string() })),
  }),
])
export type BlockAnswer = z.infer<typeof blockAnswerSchema>

/** `answered-here`: without the filter, since a person, a setting or an RFC says what the answer is. */
export const unscoredReasonSchema = z.enum(['model-off', 'model-late', 'not-a-public-name', 'answered-here'])
export type UnscoredReason = z.infer<typeof unscoredReasonSchema>

/**
 * One of, never a bag of flags. `unsure` is allowed and queued for vetting; it is also what a malicious score becomes while the
 * model only observes.
 */
export const verdictSchema = z.discriminatedUnion('kind', [
  /** `tcpOnly`: over UDP it is answered with TC and nothing else. */
  z.object({ kind: z.literal('allowed-by-list'), rule: ruleRefSchema, tcpOnly: z.literal(true).optional() }),
  z.object({ kind: z.literal('blocked-by-list'), rule: ruleRefSchema, answer: blockAnswerSchema }),
  z.object({ kind: z.literal('blocked-by-model'), score: scoreSchema, answer: blockAnswerSchema }),
  z.object({ kind: z.literal('allowed-by-model'), score: scoreSchema }),
  z.object({ kind: z.literal('unsure'), score: scoreSchema }),
  z.object({ kind: z.literal('unscored'), why: unscoredReasonSchema }),
])
export type Verdict = z.infer<typeof verdictSchema>

export const VERDICT_KINDS = [
  'allowed-by-list',
  'blocked-by-list',
  'blocked-by-model',
  'allowed-by-model',
  'unsure',
  'unscored',
] as const
export const verdictKindSchema = z.enum(VERDICT_KINDS)
export type VerdictKind = Verdict['kind']

/** What an analyst calls a name. `not-vetted` takes an earlier decision back. */
export const vettingClassSchema = z.enum(['not-vetted', 'benign', 'honeypot', 'malicious'])
export type VettingClass = z.infer<typeof vettingClassSchema>
