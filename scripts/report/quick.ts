import { architectureNamed } from '../../core/model/architectures/index.ts'
import type { Origin, RowPlan } from './plans.ts'

/** Enough to go through every step once. */
export const QUICK = { names: 1500, trainingNames: 4000, replicates: 20 } as const

/** What a table of a network may have at most, as a power of two. */
const BITS = 14

/** The same lines on small recipes, without the seeds from the third on, and of ThreatFox's from the second. */
export function quickPlans(plans: readonly RowPlan[]): RowPlan[] {
  const seen = new Map<string, number>()
  return plans.flatMap((plan) => {
    const kind = `${plan.family} ${plan.data}`
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    const most = plan.data === 'public' ? 2 : 1
    return seen.get(kind)! > most ? [] : [{ ...plan, origin: quickRecipe(plan.origin) }]
  })
}

/** One epoch, and small tables: parameters that count bits say so in their key. */
function quickRecipe(origin: Origin): Origin {
  if (origin.kind !== 'trained') return origin
  const { recipe } = origin
  const bits = (architectureNamed(recipe.architecture)?.parameters ?? []).filter(({ key }) => key.endsWith('Bits'))
  const small = Object.fromEntries(bits.map(({ key, min }) => [key, Math.max(min ?? 0, BITS)]))
  return {
    kind: 'trained',
    recipe: { ...recipe, epochs: 1, batchSize: 256, parameters: { ...recipe.parameters, ...small } },
  }
}
