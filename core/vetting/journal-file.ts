import type { Clock } from '../system/clock.ts'
import { openLineJournal } from '../system/line-journal.ts'
import { decisionSchema } from './decision.ts'
import type { Journal } from './journal.ts'

/** `decisions.jsonl` (docs/decisions/0072). */
export function openJournal({ file, clock }: { file: string; clock: Clock }): Promise<Journal> {
  return openLineJournal({ file, clock, schema: decisionSchema, called: 'decision' })
}
