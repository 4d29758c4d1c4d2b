import { expect, test } from 'vitest'
import type { ModelCard } from '../../../core/training/card.ts'
import { rowPlans } from '../../../scripts/report/plans.ts'

function shipped(architecture: string, given: { seed: number; createdAt: number }) {
  const card = {
    id: `${architecture}-${given.createdAt}`,
    architecture,
    parameters: { units: 96 },
    createdAt: given.createdAt,
    plan: { start: { kind: 'new', architecture, parameters: {} }, epochs: 4, batchSize: 128, seed: given.seed },
  } as unknown as ModelCard
  return { card, folder: `/models/${card.id}` }
}

test('without a shipped model every line has a plan of its own, and the default has three seeds on both kinds of data', () => {
  const plans = rowPlans([])
  expect(plans.map(({ key }) => key)).toEqual(
    ['', '-threatfox'].flatMap((data) => [
      ...['count-table', 'mlbridge-cnn', 'ngram-linear'].map((name) => `${name}${data}`),
      ...[1, 2, 3].map((seed) => `domain-net-seed-${seed}${data}`),
    ])
  )
  expect(new Set(plans.map(({ key }) => key)).size).toBe(plans.length)
})

test('the newest that ships is measured as it ships; other seeds and ThreatFox take its plan', () => {
  const [old, newest] = [
    shipped('domain-net', { seed: 9, createdAt: 1 }),
    shipped('domain-net', { seed: 5, createdAt: 2 }),
  ]
  const plans = rowPlans([old, newest])
  const of = (key: string) => plans.find((plan) => plan.key === key)?.origin
  expect(of('domain-net-seed-5')).toEqual({ kind: 'shipped', folder: newest.folder })
  expect(of('domain-net-seed-6')).toMatchObject({
    kind: 'trained',
    recipe: { epochs: 4, batchSize: 128, seed: 6, parameters: { units: 96 } },
  })
  expect(of('domain-net-seed-5-threatfox')).toMatchObject({
    kind: 'trained',
    recipe: { seed: 5, parameters: { units: 96, fewest: 1 } },
  })
})

test('a model that someone retrained is no plan to train anew by', () => {
  const own = shipped('domain-net', { seed: 5, createdAt: 2 })
  const retrained = {
    ...own,
    card: { ...own.card, plan: { ...own.card.plan, start: { kind: 'retrain', modelId: 'x' } } } as ModelCard,
  }
  expect(rowPlans([retrained]).some(({ origin }) => origin.kind === 'shipped')).toBe(false)
})
