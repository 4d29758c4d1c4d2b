import { estimatedBaseRate } from '../model/calibration.ts'
import type { BaseRate } from '../registry/base-rate-view.ts'
import type { ModelCard } from '../training/card.ts'
import type { RankedTraffic } from './model-traffic.ts'

/**
 * The share of malicious names in the traffic that the model decides: names without a label by EM over their scores (Saerens, Latinne and
 * Decaestecker, 2002), vetted ones by their class. Each name counts once, however often it was asked. Half a name is added to either side, so that a
 * small log never says "none".
 */
export function baseRateOf(card: ModelCard, traffic: RankedTraffic, chosen: number | null): BaseRate {
  const measuredShare = measuredShareOf(card)
  const { vetted, days } = traffic.decided
  const names = traffic.scored
  const all = names + vetted.malicious + vetted.benign
  const unlabelled = estimatedBaseRate(traffic.probabilities, measuredShare) ?? 0
  const rate = (unlabelled * names + vetted.malicious + 0.5) / (all + 1)
  const estimate =
    all === 0 ? null : { rate, names, vettedMalicious: vetted.malicious, vettedBenign: vetted.benign, days }
  return { modelId: card.id, measuredShare, estimate, chosen, rate: chosen ?? estimate?.rate ?? null }
}

/** Temperature and intercept were fitted on validation, so that its share is what the probability is about. */
function measuredShareOf({ metrics }: ModelCard): number {
  const { truePositive, falseNegative } = metrics.validation.confusion
  return (truePositive + falseNegative) / Math.max(1, metrics.validation.names)
}
