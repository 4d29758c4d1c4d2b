import { explain } from '../../core/model/explain.ts'
import type { Model } from '../../core/model/model.ts'
import { seeded, shuffle, type Random } from '../../core/model/random.ts'

/** Mean movements of the logit, in its own units, towards the other side. */
export type Faithfulness = {
  /** So many characters were removed. */
  removed: number
  names: number
  /** Those that the explanation calls the strongest for the side that the name stands on. */
  top: number
  /** As many at random, the mean of all draws. */
  random: number
  /** Share of the names where the first moved the logit farther than the second did. */
  topFarther: number
}

/**
 * The test of an explanation: taking its strongest characters out of a name must move the logit more than taking random ones. They are taken out,
 * not hidden: the explanation has never seen such names, so the test is not the method over again. No label loses its last character.
 */
export async function faithfulness(
  model: Model,
  names: readonly string[],
  { removed, draws, seed }: { removed: number; draws: number; seed: number }
): Promise<Faithfulness> {
  const random = seeded(seed)
  const sums = { names: 0, top: 0, random: 0, topFarther: 0 }
  for (const name of names) {
    const explained = (await explain(model, name, () => Promise.resolve(true)))!
    const { text, logit, characters } = explained
    const side = logit < 0 ? -1 : 1
    const places = Array.from(text, (_, at) => at).filter((at) => text[at] !== '.')
    const strongest = [...places].sort((a, b) => side * (characters[b]! - characters[a]!))
    const orders = [strongest, ...Array.from({ length: draws }, () => shuffled(places, random))]
    const shorter = orders.map((order) => without(text, order, removed))
    if (shorter.includes(null)) continue
    const [top = 0, ...others] = Array.from(model.logits(shorter as string[]), (other) => side * (logit - other))
    const mean = others.reduce((sum, moved) => sum + moved, 0) / draws
    sums.names++
    sums.top += top
    sums.random += mean
    if (top > mean) sums.topFarther++
  }
  const share = 1 / sums.names
  return {
    removed,
    names: sums.names,
    top: sums.top * share,
    random: sums.random * share,
    topFarther: sums.topFarther * share,
  }
}

/** The text without the first `count` of these places that may go; null where there are not so many. */
function without(text: string, order: readonly number[], count: number): string | null {
  const gone = new Set<number>()
  for (const at of order) {
    if (gone.size === count) break
    if (labelAround(text, at).some((place) => place !== at && !gone.has(place))) gone.add(at)
  }
  return gone.size < count ? null : Array.from(text, (one, at) => (gone.has(at) ? '' : one)).join('')
}

function labelAround(text: string, at: number): number[] {
  const from = text.lastIndexOf('.', at) + 1
  const dot = text.indexOf('.', at)
  const to = dot < 0 ? text.length : dot
  return Array.from({ length: to - from }, (_, place) => from + place)
}

function shuffled(places: readonly number[], random: Random): number[] {
  const order = Uint32Array.from(places)
  shuffle(order, random)
  return [...order]
}
