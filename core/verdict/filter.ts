import type { DomainName } from '../dns/name.ts'
import type { Verdict } from './verdict.ts'

/** What a stage sees. `client` is an address as text. */
export type Question = { name: DomainName; client: string }

/** Says a verdict, or null: the next stage is asked. A stage that has to wait gives a promise. */
export type Stage = {
  /** For "try a name": `vetted`, `lists`, `model`, ... */
  readonly name: string
  decide(question: Question): Verdict | null | Promise<Verdict | null>
  /** Why it said so, for a person; `verdict` is what `decide` just gave. Null where it has no opinion of its own: it is not among the explained. */
  reason: ((question: Question, verdict: Verdict | null) => string) | null
}

/** One stage's opinion when every stage is asked, whether or not an earlier one decided. */
export type StageOpinion = { stage: string; verdict: Verdict | null; reason: string }
