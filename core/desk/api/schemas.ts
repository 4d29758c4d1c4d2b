import { z } from 'zod'
import { explanationSchema, scoreExplanationSchema } from '../../contract/names.ts'
import { machineDnsViewSchema } from '../../contract/machine-dns.ts'
import { healthSchema } from '../../contract/workstation.ts'
import { domainTextSchema } from '../../dns/name-schemas.ts'
import { interruptedRunSchema, trainingRunSchema } from '../../training/run.ts'
import { vettingClassSchema } from '../../verdict/verdict.ts'
import { decisionEffectSchema, decisionSchema } from '../../vetting/decision.ts'
import {
  newOverrideSchema,
  overrideEffectSchema,
  overrideListSchema,
  overrideRowSchema,
} from '../../vetting/override-entry.ts'
import { PROBLEM_TYPE, problemSchema } from '../problem.ts'

export const problems = Object.fromEntries(
  [400, 401, 404, 409, 500, 503].map((status) => [
    status,
    { description: 'What is wrong (RFC 9457)', content: { [PROBLEM_TYPE]: { schema: problemSchema } } },
  ])
)

export const verdictRoute = {
  summary: 'What would happen to a question for this name now: every stage with its reason',
  description:
    'Told for a question of type A. `verdict` is the one that the log has. The stage with `decides` makes the answer: where it is `answered-here` ' +
    '(local records, special names, the signs for browsers), its reason says which answer that is, whatever the verdict.',
  params: z.object({ name: domainTextSchema }),
  response: {
    ...problems,
    200: explanationSchema.extend({
      explanation: scoreExplanationSchema
        .omit({ name: true })
        .nullable()
        .describe('What moved the score. Null where it was not there 50 ms after the verdict: ask again.'),
    }),
  },
}

export const healthRoute = {
  summary: 'How the parts are, measured when asked',
  response: { ...problems, 200: healthSchema },
}

export const machineDnsRoute = {
  summary: "Whether this machine's own programs ask here, who governs that, and what is in the way",
  response: { ...problems, 200: machineDnsViewSchema },
}

export const machineDnsChangeRoute = {
  ...machineDnsRoute,
  summary: "Makes this machine's own programs ask here while the workstation runs, or puts back what stood before",
  body: z.object({ use: z.boolean() }),
}

/** Text, so that no schema of JSON describes it. */
export const metricsRoute = { summary: 'The same figures as Prometheus reads them (text format 0.0.4)' }

const ofRun = { params: z.object({ runId: z.string().max(40) }) }

export const trainingRoutes = {
  runs: {
    summary: 'Runs since the start, newest first, and those that broke off and may go on',
    response: {
      ...problems,
      200: z.object({ runs: z.array(trainingRunSchema), interrupted: z.array(interruptedRunSchema) }),
    },
  },
  resume: {
    summary: 'Goes on with a run that broke off, from its last whole epoch',
    ...ofRun,
    response: { ...problems, 200: trainingRunSchema },
  },
  discard: {
    summary: 'Throws away what was kept of a run that broke off',
    ...ofRun,
    response: { ...problems, 200: z.array(interruptedRunSchema) },
  },
}

export const decisionRoute = {
  summary: 'Class names; the decision is on disk before this answers',
  body: z.object({
    names: z.array(domainTextSchema).min(1).max(100_000),
    class: vettingClassSchema,
    note: z.string().max(1000).default(''),
  }),
  response: {
    ...problems,
    // Names that a decision holds are canonical already; a schema that parses them cannot be written backwards.
    200: decisionEffectSchema.extend({ decision: decisionSchema.extend({ names: z.array(z.string()) }) }),
  },
}

// What an answer holds is canonical already; a schema that parses it cannot be written backwards.
const scopeWritten = z.object({
  kind: z.enum(['name', 'tree', 'client']),
  name: z.string().optional(),
  client: z.string().nullable(),
})
const rowWritten = overrideRowSchema.extend({ scope: scopeWritten })

const effectWritten = overrideEffectSchema.extend({ override: rowWritten })

export const overrideRoutes = {
  all: {
    summary: 'The overrides that hold, the next one to end first, and those that are over',
    response: {
      ...problems,
      200: overrideListSchema.extend({ holding: z.array(rowWritten), over: z.array(rowWritten) }),
    },
  },
  set: {
    summary: 'Override what holds for a name, its tree or a client; it is on disk before this answers',
    body: newOverrideSchema.extend({
      ends: newOverrideSchema.shape.ends.default({ kind: 'never' }),
      note: newOverrideSchema.shape.note.default(''),
    }),
    response: { ...problems, 200: effectWritten },
  },
  end: {
    summary: 'End an override before its time',
    params: z.object({ id: z.coerce.number().int().positive() }),
    response: { ...problems, 200: effectWritten },
  },
}
