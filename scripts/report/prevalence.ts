/**
 * Of the names that a threshold calls malicious, the share that are, where `prevalence` of all names are malicious (Bayes' theorem). Null where
 * nothing would be called.
 */
export function precisionAt(
  prevalence: number,
  rates: { recall: number | null; falsePositiveRate: number | null }
): number | null {
  if (rates.recall === null || rates.falsePositiveRate === null) return null
  const right = rates.recall * prevalence
  const wrong = rates.falsePositiveRate * (1 - prevalence)
  return right + wrong === 0 ? null : right / (right + wrong)
}
