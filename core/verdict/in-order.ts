import type { Question, Stage, StageOpinion } from './filter.ts'
import type { Verdict } from './verdict.ts'

/** The pipeline: the first stage with a verdict decides. Waits only where a stage has to. */
export type Pipeline = {
  judge(question: Question): Verdict | Promise<Verdict>
  explain(question: Question): Promise<StageOpinion[]>
}

async function spoken(question: Question, { name, decide, reason }: Stage & { reason: NonNullable<Stage['reason']> }) {
  const verdict = await decide(question)
  return { stage: name, verdict, reason: reason(question, verdict) }
}

/** `last` decides what no stage decided; it has to say something. */
export function inOrder(...stages: Stage[]): Pipeline {
  function judgeFrom(start: number, question: Question): Verdict | Promise<Verdict> {
    for (let i = start; i < stages.length; i++) {
      const verdict = stages[i]!.decide(question)
      if (verdict instanceof Promise) return verdict.then((late) => late ?? judgeFrom(i + 1, question))
      if (verdict !== null) return verdict
    }
    throw new Error(`no stage decided ${question.name}`)
  }

  return {
    judge: (question) => judgeFrom(0, question),
    explain: (question) =>
      Promise.all(
        stages.flatMap(({ name, decide, reason }) =>
          reason === null ? [] : [spoken(question, { name, decide, reason })]
        )
      ),
  }
}
