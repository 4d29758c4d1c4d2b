import { expect, test } from 'vitest'
import { admittedRows, takeCounts } from '../../../core/model/architectures/domain-net-statistics.ts'
import { ClassCounts, countOfCode } from '../../../core/model/class-counts.ts'
import { combinationOf } from '../../../core/model/combination.ts'
import { partsOf } from '../../../core/model/encoding.ts'
import { COUNTED_WIDTH, CountedFeatures } from '../../../core/model/features/counted.ts'
import { addCrossedTokens, shapeOf } from '../../../core/model/features/crossed-tokens.ts'
import { IdList } from '../../../core/model/features/id-list.ts'
import { seeded } from '../../../core/model/random.ts'
import { inventedNames } from '../invented-names.ts'

const ROWS = 2 ** 20
const names = inventedNames(300)

function counted(examples: readonly { name: string; label: number }[]): CountedFeatures {
  const counts = new ClassCounts('counts', ROWS)
  const features = new CountedFeatures(counts)
  takeCounts({
    counts,
    counted: features,
    places: examples.map((_, at) => at),
    parts: (at) => partsOf(examples[at]!.name),
    labels: examples.map(({ label }) => label),
  })
  return features
}

function written(features: CountedFeatures, name: string, own: 0 | 1 | null): number[] {
  const out = new Float32Array(COUNTED_WIDTH)
  features.write(partsOf(name), own, { out, at: 0 })
  return [...out]
}

test('counts to sixteen are exact, larger ones to three per cent, and what was met once is nothing', () => {
  const counts = new ClassCounts('counts', 1024)
  const exact = new Uint32Array(2048)
  for (let row = 0; row < 1024; row++) exact[2 * row] = row * row
  counts.take(exact)
  for (let row = 0; row < 1024; row++) {
    counts.read(row, null)
    const kept = countOfCode(counts.malicious)
    if (row < 2) expect(kept).toBe(0)
    else if (row <= 4) expect(kept).toBe(row * row)
    else expect(Math.abs(kept / (row * row) - 1)).toBeLessThan(0.03)
  }
})

test('a row read without its own share is as if the name had not been counted', () => {
  const read = (malicious: number, benign: number, own: 0 | 1 | null) => {
    const counts = new ClassCounts('counts', 1)
    counts.take(Uint32Array.of(malicious, benign))
    counts.read(0, own)
    return [counts.malicious, counts.benign]
  }
  for (let malicious = 1; malicious < 16; malicious++) {
    for (let benign = 0; benign < 16; benign++) {
      expect(read(malicious, benign, 1)).toEqual(read(malicious - 1, benign, null))
      expect(read(benign, malicious, 0)).toEqual(read(benign, malicious - 1, null))
    }
  }
})

test('the features of a training name are those it would have if the counts did not know it', () => {
  const few = names.slice(0, 12)
  few.forEach(({ name, label }, at) => {
    const without = few.filter((_, other) => other !== at)
    const [own, never] = [written(counted(few), name, label), written(counted(without), name, null)]
    own.forEach((value, feature) => expect(value).toBeCloseTo(never[feature]!, 4))
  })
})

test('every feature is a finite number, of the shortest and the longest name too', () => {
  const features = counted(names)
  for (const name of ['a.b', 'com', `${'a1-'.repeat(20)}.example.${'b'.repeat(63)}.${'c'.repeat(63)}.org`]) {
    expect(written(features, name, null).every(Number.isFinite)).toBe(true)
  }
})

test('rows are admitted that at least so many features meet', () => {
  const add = (into: IdList, { registered }: { registered: string }) => into.add(registered.length)
  const admitted = admittedRows({ names: ['a.com', 'b.com', 'ccc.com'], rows: 64, fewest: 2, add })
  const list = new IdList(64)
  list.add(1)
  expect([...admitted.keys()].filter((row) => admitted[row] === 1)).toEqual([list.ids[0]])
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
