import type { Explanation } from '../../../core/contract/names.ts'
import type { Score } from '../../../core/model/score.ts'
import type { Verdict } from '../../../core/verdict/verdict.ts'

/** The model's score of a name, whether or not the model decides. */
export function scoreOf({ verdict, stages }: Pick<Explanation, 'verdict' | 'stages'>): Score | null {
  const verdicts = [verdict, ...stages.map((stage) => stage.verdict)]
  return verdicts.map(scoreIn).find((score) => score !== null) ?? null
}

function scoreIn(verdict: Verdict | null): Score | null {
  return verdict !== null && 'score' in verdict ? verdict.score : null
}
