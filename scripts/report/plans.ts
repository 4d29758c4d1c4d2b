import type { ModelCard } from '../../core/training/card.ts'

export const GROUPS = ['baselines', 'seeds', 'threatfox'] as const
export type Group = (typeof GROUPS)[number]
export type Data = 'public' | 'threatfox'

export type TrainingRecipe = {
  architecture: string
  parameters: Record<string, number | boolean | string>
  epochs: number
  batchSize: number
  seed: number
}

/** Where a line of the table comes from. */
export type Origin =
  { kind: 'count-table' } | { kind: 'shipped'; folder: string } | { kind: 'trained'; recipe: TrainingRecipe }

export type RowPlan = { key: string; title: string; family: string; group: Group; data: Data; origin: Origin }

export type Shipped = { card: ModelCard; folder: string }

const SEEDS = 3
const WITHOUT_A_CARD: Record<string, Omit<TrainingRecipe, 'architecture' | 'seed'>> = {
  'mlbridge-cnn': { parameters: {}, epochs: 6, batchSize: 256 },
  'ngram-linear': { parameters: { learningRate: 0.3 }, epochs: 6, batchSize: 64 },
  'domain-net': { parameters: {}, epochs: 3, batchSize: 512 },
}

/**
 * Chosen on ThreatFox's dev, where the plan of the shipped model is not the best one: with a sixth of the names, what one of them alone has is worth
 * a weight (docs/decisions/0110), and a row for each feature fills 2^22 of them (docs/decisions/0105).
 */
const FOR_THREATFOX: Record<string, TrainingRecipe['parameters']> = { 'domain-net': { fewest: 1, tableBits: 23 } }

/**
 * Every line of the table. A model that ships is measured as it ships; other seeds, and ThreatFox's own training data, take its plan. What
 * does not ship has a plan here.
 */
export function rowPlans(shipped: readonly Shipped[]): RowPlan[] {
  return (['public', 'threatfox'] as const).flatMap((data) => [
    countTableRow(data),
    ...['mlbridge-cnn', 'ngram-linear'].map((name) => baselineRow(name, { data, shipped })),
    ...seedRows('domain-net', { data, shipped }),
  ])
}

type Around = { data: Data; shipped: readonly Shipped[] }

function countTableRow(data: Data): RowPlan {
  return {
    key: keyFor('count-table', data),
    title: 'count table: TLD, labels, length, digit, hyphen',
    family: 'count-table',
    group: data === 'public' ? 'baselines' : 'threatfox',
    data,
    origin: { kind: 'count-table' },
  }
}

function baselineRow(architecture: string, around: Around): RowPlan {
  const { data } = around
  const own = shippedOf(architecture, around)
  return {
    key: keyFor(architecture, data),
    title: own !== null && data === 'public' ? `\`${architecture}\`, ships` : `\`${architecture}\``,
    family: architecture,
    group: data === 'public' ? 'baselines' : 'threatfox',
    data,
    origin:
      own !== null && data === 'public'
        ? { kind: 'shipped', folder: own.folder }
        : { kind: 'trained', recipe: recipeFor(architecture, { ...around, seed: own?.card.plan.seed ?? 1 }) },
  }
}

function seedRows(architecture: string, around: Around): RowPlan[] {
  const { data } = around
  const own = shippedOf(architecture, around)
  const first = own?.card.plan.seed ?? 1
  return Array.from({ length: SEEDS }, (_, at) => {
    const seed = first + at
    const ships = at === 0 && own !== null && data === 'public'
    return {
      key: keyFor(`${architecture}-seed-${seed}`, data),
      title: ships ? `\`${architecture}\`, ships (seed ${seed})` : `\`${architecture}\`, seed ${seed}`,
      family: architecture,
      group: data === 'public' ? 'seeds' : 'threatfox',
      data,
      origin: ships
        ? { kind: 'shipped', folder: own.folder }
        : { kind: 'trained', recipe: recipeFor(architecture, { ...around, seed }) },
    }
  })
}

function recipeFor(architecture: string, { shipped, data, seed }: Around & { seed: number }): TrainingRecipe {
  const card = shippedOf(architecture, { shipped, data })?.card
  const plan =
    card === undefined
      ? WITHOUT_A_CARD[architecture]!
      : { parameters: card.parameters, epochs: card.plan.epochs, batchSize: card.plan.batchSize }
  const own = data === 'threatfox' ? FOR_THREATFOX[architecture] : {}
  return { architecture, ...plan, parameters: { ...plan.parameters, ...own }, seed }
}

/** The newest of an architecture. */
function shippedOf(architecture: string, { shipped }: Around): Shipped | null {
  const own = shipped.filter(({ card }) => card.architecture === architecture && card.plan.start.kind === 'new')
  return own.sort((a, b) => b.card.createdAt - a.card.createdAt)[0] ?? null
}

function keyFor(name: string, data: Data): string {
  return data === 'public' ? name : `${name}-threatfox`
}
