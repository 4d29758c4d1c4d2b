import { expect, test } from 'vitest'
import { NearestNames } from '../../../core/model/nearest.ts'
import { seeded } from '../../../core/model/random.ts'
import { inventedNames } from '../invented-names.ts'

function indexOf(...names: string[]): NearestNames<string> {
  const index = new NearestNames<string>()
  for (const name of names) index.add({ name, label: name.toUpperCase() })
  return index
}

test.each([
  ['the name itself', 'gardenriver.com', 0],
  ['a letter changed', 'gardenrivet.com', 1],
  ['a letter more', 'gardenrivers.com', 1],
  ['a letter less', 'gardnriver.com', 1],
  ['two neighbours that changed places', 'gardenrvier.com', 1],
  ['a digit for a letter', 'gardenr1ver.com', 1],
  ['another ending', 'gardenriver.cm', 1],
  ['a hyphen put in, and a letter changed', 'garden-rivet.com', 2],
  ['the same with www. before it', 'www.gardenriver.com', 0],
])('%s: %s is at distance of its edits', (_, labelled, distance) => {
  expect(indexOf(labelled).find('gardenriver.com', 5)).toEqual([
    { name: labelled.replace(/^www\./, ''), label: labelled.toUpperCase(), distance },
  ])
})

test('three edits are too far, and so are two where the registered label is short', () => {
  expect(indexOf('gardenriverxyz.com').find('gardenriver.com', 5)).toEqual([])
  expect(indexOf('abxy.com', 'abcx.com').find('abcd.com', 5)).toMatchObject([{ name: 'abcx.com', distance: 1 }])
})

test('the nearest come first, at most as many as wanted', () => {
  const index = indexOf('gardenriverxy.com', 'gardenriver.com', 'gardenrivera.com', 'gardenriverb.com')
  expect(index.find('gardenriver.com', 3).map(({ name }) => name)).toEqual([
    'gardenriver.com',
    'gardenrivera.com',
    'gardenriverb.com',
  ])
})

test('nothing is near while nothing is labelled, and no name is too long or too odd', () => {
  const index = new NearestNames<number>()
  expect(index.find('gardenriver.com', 5)).toEqual([])
  index.add({ name: 'a'.repeat(300), label: 1 })
  index.add({ name: '\\000\\255.com', label: 2 })
  expect(index.find('a'.repeat(252), 5)).toEqual([])
  expect(index.find('\\000\\255.com', 5)).toMatchObject([{ distance: 0 }])
})

/** Every pair, the whole table: slow, and plain enough to be believed. */
function distanceOf(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j))
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1)
    }
  }
  return d[a.length]![b.length]!
}

test('the search finds exactly what comparing with every name finds', () => {
  const random = seeded(4)
  const names = inventedNames(600, 9).map(({ name }) => name)
  const index = indexOf(...names)
  const letter = () => 'abcdefgz059-'[Math.floor(random() * 12)]!
  let near = 0
  for (const name of names.slice(0, 60)) {
    const at = Math.floor(random() * (name.length - 5))
    const asked = name.slice(0, at) + letter() + (random() < 0.5 ? letter() : '') + name.slice(at + 1)
    const expected = names.filter((other) => distanceOf(other, asked) <= 2)
    near += expected.length
    expect(
      index
        .find(asked, 1000)
        .map((one) => one.name)
        .sort()
    ).toEqual(expected.sort())
  }
  expect(near).toBeGreaterThan(40)
})
