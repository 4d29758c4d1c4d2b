import type { ScoreExplanation } from '../../../core/contract/names.ts'

type Character = ScoreExplanation['characters'][number]

/** Neighbours that moved the score strongly in one direction; `from` and `to` count characters of the name. Weights of neighbours do not add up. */
export type MovedRun = { from: number; to: number; text: string; side: Side }

export type Side = 'malicious' | 'benign'

/** Of the strongest character's weight: what moved less is not pointed out. */
const STRONG = 0.4
/** In units of the logit: a name that nothing moves has no strong characters. */
const FELT = 0.15
const SHORTEST = 2

/** What a person would point at: runs, since a model reads in runs; a single character has its bar. */
export function strongRuns(characters: readonly Character[]): MovedRun[] {
  const least = Math.max(FELT, STRONG * greatest(characters))
  const runs: MovedRun[] = []
  characters.forEach(({ character, weight }, at) => {
    if (Math.abs(weight) < least) return
    const side = weight > 0 ? 'malicious' : 'benign'
    const last = runs.at(-1)
    if (last !== undefined && last.to === at && last.side === side) {
      runs[runs.length - 1] = { ...last, to: at + 1, text: last.text + character }
    } else runs.push({ from: at, to: at + 1, text: character, side })
  })
  return runs.filter(({ from, to }) => to - from >= SHORTEST)
}

/** The scale of the bars. */
export function greatest(weights: readonly { weight: number }[]): number {
  return weights.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
}

type Feature = NonNullable<ScoreExplanation['features']>[number]

/** Without the n-grams that lie within a stronger one, or around it: “claim” says what “laim” and “-clai” say again. */
export function distinctFeatures<F extends Pick<Feature, 'kind' | 'token' | 'weight'>>(
  strongestFirst: readonly F[]
): F[] {
  const shown: F[] = []
  for (const feature of strongestFirst) {
    const repeats = shown.some((one) => one.kind === 'n-gram' && feature.kind === 'n-gram' && overlaps(one, feature))
    if (!repeats) shown.push(feature)
  }
  return shown
}

/** All but one character of the shorter one stand in the other one. */
function overlaps(one: { token: string; weight: number }, other: { token: string; weight: number }): boolean {
  if (one.weight > 0 !== other.weight > 0) return false
  const [shorter, longer] = one.token.length < other.token.length ? [one.token, other.token] : [other.token, one.token]
  return longer.includes(shorter.slice(1)) || longer.includes(shorter.slice(0, -1))
}

/** For those who cannot see the bars. */
export function movedText(characters: readonly Character[]): string {
  const runs = strongRuns(characters)
  const parts = (['malicious', 'benign'] as const).flatMap((side) => {
    const texts = runs.filter((run) => run.side === side).map(({ text }) => `“${text}”`)
    return texts.length === 0 ? [] : [`towards ${side} ${texts.join(', ')}`]
  })
  return parts.length === 0 ? 'No part of the name stands out.' : `What moved the score most: ${parts.join('; ')}.`
}

/** '+0.45', '−1.30': a true minus, as wide as the plus. */
export function signed(weight: number): string {
  const text = Math.abs(weight).toFixed(2)
  if (text === '0.00') return text
  return `${weight < 0 ? '−' : '+'}${text}`
}
