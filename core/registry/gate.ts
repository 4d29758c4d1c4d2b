import type { CanaryWatch, CommonGround, GateReason } from './gate-view.ts'

/** Recall at 1 % false positives may fall by so much. */
export const MOST_FALL = 0.01
/** A challenger may have so many times the benign names of the champion at its stored 1 % threshold, before it is said. */
export const MOST_FALSE_POSITIVES = 1.5
/** One per cent of fewer benign names is not even one. */
const FEWEST_BENIGN = 100
/** Rounding in the last digits decides nothing. */
const ROUNDING = 1e-9
const NAMED = 3

export type GateInput = {
  servedBefore: boolean
  /** Null while no model serves: there is nothing to compare with. */
  common: CommonGround | null
  canary: CanaryWatch
}

export type Judgement = { open: boolean; reasons: GateReason[]; remarks: string[] }

/**
 * Whether a challenger may take the champion's place: not with less recall, not with many more false positives at its own threshold, not when a name
 * alerts that must never alert, and not unseen. A model that served before may always come back: a person who goes back wants out of trouble.
 */
export function judge({ servedBefore, common, canary }: GateInput): Judgement {
  const more = moreFalsePositives(common)
  const reasons = [
    ...recallReasons(common),
    ...(more?.byChance === false ? [more.reason] : []),
    ...canaryReasons(canary),
  ]
  const remarks = remarksOn(common, canary)
  if (more?.byChance === true) remarks.unshift(`${more.reason.text}; so few names may be chance`)
  return { open: servedBefore || reasons.length === 0, reasons, remarks }
}

function recallReasons(common: CommonGround | null): GateReason[] {
  if (common === null) return []
  if (common.kind === 'none') return [notComparable(common.why)]
  const { champion, challenger, benign } = common
  if (champion.recallAt1 === null || challenger.recallAt1 === null)
    return [notComparable('the names that both were measured on are of one class only')]
  if (benign < FEWEST_BENIGN)
    return [notComparable(`both were measured on ${benign} benign names only, and 1 % of them is not one name`)]
  const fall = champion.recallAt1 - challenger.recallAt1
  if (fall <= MOST_FALL + ROUNDING) return []
  const text = `recall at 1 % false positives falls from ${percent(champion.recallAt1)} to ${percent(challenger.recallAt1)}, by ${points(fall)}; at most one point is let through`
  return [{ kind: 'recall', text }]
}

/**
 * Recall at 1 % says how well a model orders names; what a person sees of it hangs on the threshold that it brings along, which may have been fixed on few
 * or easy names. Two counts differ by chance when they are within 1.96 standard errors of each other, which the names that both take wrong make
 * cautious.
 */
function moreFalsePositives(common: CommonGround | null): { byChance: boolean; reason: GateReason } | null {
  if (common?.kind !== 'measured' || common.falsePositives === null) return null
  const { champion, challenger } = common.falsePositives
  const [before, after] = [champion.unsure, challenger.unsure]
  if (after <= MOST_FALSE_POSITIVES * before) return null
  const text = `at its stored 1 % threshold ${after} of ${challenger.benign} benign names are unsure or blocked (${percent(after / challenger.benign)}), with the model that serves ${before} (${percent(before / champion.benign)})`
  return { byChance: after - before <= 1.96 * Math.sqrt(after + before), reason: { kind: 'false-positives', text } }
}

function notComparable(why: string): GateReason {
  return { kind: 'not-comparable', text: `it cannot be compared with the model that serves: ${why}` }
}

function canaryReasons({ alerts }: CanaryWatch): GateReason[] {
  const of = (source: 'canary' | 'vetted') => alerts.filter((alert) => alert.source === source)
  return [
    ...alertReason(
      of('canary'),
      (count) => `it would block ${count === 1 ? 'a name' : `${count} names`} of the canary list`
    ),
    ...alertReason(
      of('vetted'),
      (count) => `it would block ${count === 1 ? 'a name' : `${count} names`} that you vetted benign`
    ),
  ]
}

function alertReason(alerts: CanaryWatch['alerts'], says: (count: number) => string): GateReason[] {
  if (alerts.length === 0) return []
  const named = alerts.slice(0, NAMED).map(({ name, probability }) => `${name} (${probability.toFixed(3)})`)
  const more = alerts.length > NAMED ? ` and ${alerts.length - NAMED} more` : ''
  return [{ kind: 'canary', text: `${says(alerts.length)}: ${named.join(', ')}${more}` }]
}

function remarksOn(common: CommonGround | null, canary: CanaryWatch): string[] {
  const remarks: string[] = []
  if (common?.kind === 'measured' && common.challenger.recallAt1 !== null) {
    const width = 1.96 * Math.sqrt((common.challenger.recallAt1 * (1 - common.challenger.recallAt1)) / common.malicious)
    if (width > MOST_FALL)
      remarks.push(
        `with ${common.malicious} malicious names, chance alone moves this recall by about ${points(width)} either way (95 %)`
      )
  }
  if (canary.unsure > 0)
    remarks.push(
      `${canary.unsure} of the names that must never alert would wait for you as unsure; they are not blocked`
    )
  if (canary.championAlerts !== null && canary.championAlerts > 0 && canary.alerts.length > 0)
    remarks.push(`the model that serves now would block ${canary.championAlerts} of the same names`)
  return remarks
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function points(share: number): string {
  const value = (share * 100).toFixed(1)
  return `${value} ${value === '1.0' ? 'point' : 'points'}`
}
