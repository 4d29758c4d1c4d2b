import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FeatureIndex, Meetings } from '../../../core/model/feature-index.ts'
import { mix } from '../../../core/model/hash.ts'

test('what was placed is found in its row, for ever', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 60 }), (hashes) => {
      const index = new FeatureIndex('tags', 64)
      const rows = hashes.map((hash) => index.place(hash))
      hashes.forEach((hash, at) => {
        if (rows[at] !== -1) expect(index.find(hash)).toBe(rows[at])
      })
    })
  )
})

test('at the fullness that a shipped model has, few features find no room and few strangers find a row', () => {
  const rows = 2 ** 14
  const index = new FeatureIndex('tags', rows)
  const features = Array.from({ length: Math.round(0.65 * rows) }, (_, at) => mix(at))
  const homeless = features.filter((hash) => index.place(hash) === -1).length
  expect(homeless / features.length).toBeLessThan(0.02)
  const strangers = Array.from({ length: 20_000 }, (_, at) => mix(at + 1_000_000))
  const taken = strangers.filter((hash) => index.find(hash) !== -1).length
  expect(taken / strangers.length).toBeLessThan(0.02)
})

test('an index that is full says so instead of giving a row twice', () => {
  const index = new FeatureIndex('tags', 4)
  const rows = Array.from({ length: 40 }, (_, at) => index.place(mix(at)))
  expect(index.taken).toBe(4)
  expect(rows.includes(-1)).toBe(true)
})

test('meetings are counted for each feature, up to 255', () => {
  const meetings = new Meetings(16)
  expect([meetings.add(3), meetings.add(3), meetings.add(4), meetings.add(19)]).toEqual([1, 2, 1, 3])
  for (let at = 0; at < 400; at++) meetings.add(5)
  expect(meetings.add(5)).toBe(255)
})
