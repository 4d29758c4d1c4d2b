import type { VettingClass } from '../verdict/verdict.ts'

/** What the order "most useful first" looks at. `siblings`: decided names under the same registered domain. */
export type Candidate = { score: number | null; queries: number; siblings: number }

/**
 * How much one decision teaches: uncertainty x exposure x novelty (docs/decisions/0043-vetting-order.md).
 *
 *     H(p) * log2(1 + queries) * 1 / (1 + siblings)
 *
 * H is the binary entropy of the calibrated score, 1 bit where nothing is known; exposure grows with the queries, slowly; a name
 * whose neighbours are decided tells less than the first of its domain.
 */
export function usefulness({ score, queries, siblings }: Candidate): number {
  return entropy(score ?? 0.5) * Math.log2(1 + queries) * (1 / (1 + siblings))
}

/**
 * For names that are decided: how far the model's score is from what the analyst said, times the exposure. A second look begins with
 * these, since either the decision or the model is wrong.
 */
export function contradiction(vetted: VettingClass, score: number | null, queries: number): number {
  if (score === null || vetted === 'not-vetted') return 0
  return (vetted === 'benign' ? score : 1 - score) * Math.log2(1 + queries)
}

function entropy(p: number): number {
  if (p <= 0 || p >= 1) return 0
  return -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
}
