import { expect, test } from 'vitest'
import { foldOf, indexFeatures, takeCounts } from '../../../core/model/architectures/domain-net-statistics.ts'
import { ClassCounts, countOfCode } from '../../../core/model/class-counts.ts'
import { combinationOf } from '../../../core/model/combination.ts'
import { partsOf } from '../../../core/model/encoding.ts'
import { FeatureIndex } from '../../../core/model/feature-index.ts'
import { COUNTED_WIDTH, CountedFeatures } from '../../../core/model/features/counted.ts'
import { addCrossedTokens, shapeOf } from '../../../core/model/features/crossed-tokens.ts'
import { Segmenter, wordsOf } from '../../../core/model/features/segmentation.ts'
import { IdList } from '../../../core/model/features/id-list.ts'
import { seeded } from '../../../core/model/random.ts'
import { WordList } from '../../../core/model/word-list.ts'
import { inventedNames } from '../invented-names.ts'

const ROWS = 2 ** 15
const names = inventedNames(300)

function counted(examples: readonly { name: string; label: number }[]): CountedFeatures {
  const counts = new ClassCounts('counts', ROWS)
  const words = new WordList('words')
  words.take(wordsOf(examples.map(({ name }) => partsOf(name).registered)))
  const features = new CountedFeatures(counts, new Segmenter(words))
  takeCounts({
    counts,
    counted: features,
    places: examples.map((_, at) => at),
    parts: (at) => partsOf(examples[at]!.name),
    labels: examples.map(({ label }) => label),
  })
  return features
}

function written(features: CountedFeatures, name: string, fold: number | null): number[] {
  const out = new Float32Array(COUNTED_WIDTH)
  features.write(partsOf(name), fold, { out, at: 0 })
  return [...out]
}

test('counts to sixteen are exact, larger ones to three per cent, and what was met once is nothing', () => {
  for (let count = 0; count < 1024; count++) {
    const counts = new ClassCounts('counts', 2)
    const row = counts.index.place(7)
    const exact = new Uint32Array(4)
    exact[2 * row] = count * count
    counts.take([exact])
    counts.read(7, null)
    const kept = countOfCode(counts.malicious)
    if (count < 2) expect(kept).toBe(0)
    else if (count <= 4) expect(kept).toBe(count * count)
    else expect(Math.abs(kept / (count * count) - 1)).toBeLessThan(0.03)
  }
})

test('a feature that was never counted has no counts, whatever row its hash falls into', () => {
  const counts = new ClassCounts('counts', 2)
  const exact = new Uint32Array(4)
  exact[2 * counts.index.place(7)] = 5
  counts.take([exact])
  counts.read(9, null)
  expect([counts.malicious, counts.benign]).toEqual([0, 0])
})

test('the features of a training name are those it would have if its fold had never been counted', () => {
  const few = names.slice(0, 40)
  const folds = few.map(({ name }) => foldOf(partsOf(name).registeredDomain))
  expect(new Set(folds).size).toBe(5)
  const all = counted(few)
  few.slice(0, 4).forEach(({ name }, at) => {
    const without = few.filter((_, other) => folds[other] !== folds[at])
    const [own, never] = [written(all, name, folds[at]!), written(counted(without), name, null)]
    own.forEach((value, feature) => expect(value).toBeCloseTo(never[feature]!, 4))
  })
})

test('runs that no registered domain had are unmet, those of a counted name are not', () => {
  const features = counted([...names, ...names.map(({ name, label }) => ({ name: `a.${name}`, label }))])
  expect(features.unmetShare(partsOf('qzxvkwjq.example'))).toBeGreaterThan(0.6)
  const twice = counted([
    { name: 'gardenriver.com', label: 0 },
    { name: 'gardenriver.com.example', label: 0 },
    { name: 'agardenriver.com', label: 0 },
  ])
  expect(twice.unmetShare(partsOf('gardenriver.com'))).toBeLessThan(0.2)
})

test('every feature is a finite number, of the shortest and the longest name too', () => {
  const features = counted(names)
  for (const name of ['a.b', 'com', `${'a1-'.repeat(20)}.example.${'b'.repeat(63)}.${'c'.repeat(63)}.org`]) {
    expect(written(features, name, null).every(Number.isFinite)).toBe(true)
  }
})

test('features that at least so many names meet have a row, others have none', () => {
  const add = (into: IdList, { registered }: { registered: string }) => into.add(registered.length)
  const index = new FeatureIndex('tags', 64)
  const examples = ['a.com', 'b.com', 'ccc.com']
  indexFeatures({ index, names: examples, parts: (at) => partsOf(examples[at]!), fewest: 2, add })
  const list = new IdList(2 ** 32)
  list.add(1)
  list.add(3)
  expect(index.find(list.ids[0]!)).toBeGreaterThanOrEqual(0)
  expect(index.find(list.ids[1]!)).toBe(-1)
  expect(index.taken).toBe(1)
})

test('crossed tokens tell places, ends and top-level domains apart', () => {
  const idsOf = (name: string) => {
    const list = new IdList(2 ** 30)
    addCrossedTokens(list, partsOf(name))
    return new Set(list.ids.subarray(0, list.length))
  }
  const [com, org] = [idsOf('paybank.com'), idsOf('paybank.org')]
  const shared = [...com].filter((id) => org.has(id)).length
  expect(shared).toBeGreaterThan(10)
  expect(com.size - shared).toBeGreaterThan(10)
  expect(shapeOf('ab12-c')).toBe('a2d2-a1')
})

test('heads are weighed so that no weights nearby have a smaller loss', () => {
  const random = seeded(3)
  const labels = Array.from({ length: 4000 }, () => (random() < 0.4 ? 1 : 0))
  const head = (strength: number) =>
    Float32Array.from(labels, (label) => strength * (label - 0.5) + 3 * (random() + random() - 1))
  const heads = [head(2), head(1), head(0)]
  const lossAt = (weights: readonly number[], intercept: number) =>
    labels.reduce<number>((sum, label, at) => {
      const logit = weights.reduce((total, weight, each) => total + weight * heads[each]![at]!, intercept)
      return sum + Math.log1p(Math.exp(label === 1 ? -logit : logit))
    }, 0)
  const { weights, intercept } = combinationOf(heads, labels)
  const least = lossAt(weights, intercept)
  for (const by of [-0.02, 0.02]) {
    expect(lossAt(weights, intercept + by)).toBeGreaterThan(least)
    weights.forEach((_, at) =>
      expect(
        lossAt(
          weights.map((weight, each) => (each === at ? weight + by : weight)),
          intercept
        )
      ).toBeGreaterThan(least)
    )
  }
  expect(weights[0]).toBeGreaterThan(weights[1]!)
  expect(Math.abs(weights[2]!)).toBeLessThan(0.1)
})
