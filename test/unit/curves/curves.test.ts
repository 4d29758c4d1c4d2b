import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  calibrationOf,
  confusionOf,
  curvesOf,
  mistakesOf,
  pointsOf,
  ranked,
  thinned,
  type SplitScores,
} from '../../../core/training/curves.ts'
import { confusionAt, measure } from '../../../core/training/metrics.ts'

/** Few different scores, so that ties are common, and both ends of the scale. */
const scored = fc
  .array(fc.record({ place: fc.integer({ min: 0, max: 30 }), label: fc.constantFrom(0, 1) }), {
    minLength: 1,
    maxLength: 80,
  })
  .map((rows) => scoresOf(rows.map(({ place, label }) => [place / 30, label])))

function scoresOf(rows: readonly (readonly [probability: number, label: number])[]): SplitScores {
  return {
    names: rows.map((_, at) => `name-${at}.example.net`),
    labels: Uint8Array.from(rows, ([, label]) => label),
    probabilities: Float64Array.from(rows, ([probability]) => probability),
  }
}

test('counts at any threshold are those of looking at every name', () => {
  fc.assert(
    fc.property(scored, fc.integer({ min: 0, max: 60 }), (scores, place) => {
      const threshold = place / 60
      expect(confusionOf(ranked(scores), threshold)).toEqual(
        confusionAt([...scores.probabilities], scores.labels, threshold)
      )
    })
  )
})

test('there is a point for each score that occurs, and its counts are true', () => {
  fc.assert(
    fc.property(scored, (scores) => {
      const points = pointsOf(ranked(scores))
      expect(points.map(({ threshold }) => threshold)).toEqual([...new Set(scores.probabilities)].sort((a, b) => b - a))
      for (const { threshold, truePositive, falsePositive } of points) {
        expect(confusionAt([...scores.probabilities], scores.labels, threshold)).toMatchObject({
          truePositive,
          falsePositive,
        })
      }
    })
  )
})

test('the area under the precision-recall steps is the mean precision at each malicious name, ties together', () => {
  fc.assert(
    fc.property(scored, (scores) => {
      const malicious = scores.labels.filter((label) => label === 1).length
      fc.pre(malicious > 0 && malicious < scores.labels.length)
      const precisions = [...scores.labels].flatMap((label, at) => {
        if (label === 0) return []
        const { truePositive, falsePositive } = confusionAt(
          [...scores.probabilities],
          scores.labels,
          scores.probabilities[at]!
        )
        return [truePositive / (truePositive + falsePositive)]
      })
      const mean = precisions.reduce((sum, precision) => sum + precision, 0) / malicious
      expect(curvesOf(ranked(scores), 'test').averagePrecision).toBeCloseTo(mean, 9)
    })
  )
})

/** In the middle of the bins: from its logit and back, a probability on an edge may fall to either side. */
const inBins = scored.map((scores) => ({
  ...scores,
  probabilities: scores.probabilities.map((p) => (Math.min(14, Math.floor(p * 15)) + 0.5) / 15),
}))

test('bins hold every name once, and their distances give the calibration error of the card', () => {
  fc.assert(
    fc.property(inBins, (scores) => {
      const bins = calibrationOf(scores)
      expect(bins).toHaveLength(15)
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(scores.names.length)
      for (const { from, to, count, meanPredicted } of bins) {
        const inside = [...scores.probabilities].filter(
          (p) => Math.min(14, Math.floor(p * 15)) === Math.round(from * 15)
        )
        expect(count).toBe(inside.length)
        if (meanPredicted === null) expect(count).toBe(0)
        else expect(meanPredicted >= from - 1e-9 && meanPredicted <= to + 1e-9).toBe(true)
      }
      const error = bins.reduce(
        (sum, { count, meanPredicted, observedShare }) =>
          sum + (count === 0 ? 0 : count * Math.abs((observedShare ?? 0) - (meanPredicted ?? 0))),
        0
      )
      const logits = [...scores.probabilities].map((p) => Math.log(p / (1 - p)))
      expect(error / scores.names.length).toBeCloseTo(measure(logits, scores.labels, 1).ece ?? NaN, 6)
    })
  )
})

test('a thinned line is made of its own points, in order, with both ends, and is never longer than wished', () => {
  const line = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 300,
  })
  fc.assert(
    fc.property(line, fc.integer({ min: 2, max: 50 }), (points, most) => {
      const kept = thinned(points, most, (point) => point)
      expect(kept.length).toBeLessThanOrEqual(Math.max(most, 1))
      expect(kept[0]).toBe(points[0])
      expect(kept.at(-1)).toBe(points.at(-1))
      const places = kept.map((point) => points.indexOf(point))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    })
  )
})

test('a long curve keeps at most 400 points, and leaves no gap of more than a hundredth of the drawing', () => {
  const many = scoresOf(
    Array.from({ length: 20_000 }, (_, at) => [1 - at / 20_000, (at * 7919) % 20_000 < 20_000 - at ? 1 : 0] as const)
  )
  const { roc, precisionRecall, malicious } = curvesOf(ranked(many), 'test')
  for (const curve of [roc, precisionRecall]) {
    expect(curve.length).toBeGreaterThan(300)
    expect(curve.length).toBeLessThanOrEqual(400)
  }
  const steps = precisionRecall.slice(1).map((point, at) => point.truePositive - precisionRecall[at]!.truePositive)
  expect(Math.max(...steps) / malicious).toBeLessThan(0.01)
})

test('mistakes come most confident first, page by page, and add up', () => {
  fc.assert(
    fc.property(scored, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 7 }), (scores, place, limit) => {
      const threshold = place / 30
      const all = scores.names.map((name, at) => ({
        name,
        label: scores.labels[at]!,
        probability: scores.probabilities[at]!,
      }))
      for (const kind of ['false-positive', 'false-negative'] as const) {
        const over = kind === 'false-positive'
        const wrong = all.filter(
          ({ label, probability }) => (over ? label === 0 : label === 1) && probability >= threshold === over
        )
        const read: { name: string; probability: number }[] = []
        for (let offset = 0; ; offset += limit) {
          const page = mistakesOf(ranked(scores), { kind, threshold, offset, limit })
          expect(page.total).toBe(wrong.length)
          expect(page.of).toBe(all.filter(({ label }) => (over ? label === 0 : label === 1)).length)
          if (page.rows.length === 0) break
          read.push(...page.rows)
        }
        expect(read.map(({ name }) => name).sort()).toEqual(wrong.map(({ name }) => name).sort())
        const scoresRead = read.map(({ probability }) => probability)
        expect(scoresRead).toEqual([...scoresRead].sort((a, b) => (over ? b - a : a - b)))
      }
    })
  )
})
