import { typeText } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import type { LogEntry } from '../log/record.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** How the answer looks in the log: texts of its records, and who gave it (null: made here). */
export type AnswerInLog = { rcode: string; answers: string[]; upstream: string | null }

export const LOGGED_ANSWERS = 16

/** Everything of an answer that is the same each time it is given. The plugin's endpoint logs with it too. */
export function logEntry(
  question: { name: DomainName; type: number },
  verdict: Verdict,
  answer: AnswerInLog
): LogEntry {
  const rule = 'rule' in verdict ? verdict.rule : null
  const score = 'score' in verdict ? verdict.score : null
  return {
    name: question.name,
    type: typeText(question.type),
    verdict: verdict.kind,
    rule: rule && { listId: rule.listId, list: rule.listName, entry: rule.entry, line: rule.line },
    modelId: score?.modelId ?? null,
    score: score?.probability ?? null,
    band: score?.band ?? null,
    unscored: verdict.kind === 'unscored' ? verdict.why : null,
    ...answer,
  }
}
