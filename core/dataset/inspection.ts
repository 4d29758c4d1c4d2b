import { z } from 'zod'
import { columnCountSchema } from './provenance.ts'

export const dataFormatSchema = z.enum(['tsv', 'csv', 'plain', 'hosts'])
export type DataFormat = z.infer<typeof dataFormatSchema>

/** What a training file seems to be, shown before it is used. */
export const dataFileSchema = z.object({
  path: z.string(),
  format: dataFormatSchema,
  compressed: z.boolean(),
  nameColumn: z.string().nullable(),
  labelColumn: z.string().nullable(),
  /** The class of every name of a file without labels (a plain list); null where a column says it. */
  assumedLabel: z.enum(['benign', 'malicious']).nullable(),
  benign: z.number(),
  malicious: z.number(),
  repeated: z.number(),
  /** Names with both labels in this file: left out. */
  conflicting: z.number(),
  /** The first of them. */
  conflictingNames: z.array(z.string()),
  /** Where its names come from, as far as it says. */
  provenance: z.array(columnCountSchema),
  broken: z.number(),
  brokenLines: z.array(z.object({ line: z.number(), text: z.string(), reason: z.string() })),
})
export type DataFile = z.infer<typeof dataFileSchema>

export const dataFileAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('readable'), file: dataFileSchema }),
  z.object({ kind: z.literal('unreadable'), path: z.string(), message: z.string() }),
])
export type DataFileAnswer = z.infer<typeof dataFileAnswerSchema>
