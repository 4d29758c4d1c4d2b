import { expect, test } from 'vitest'
import { kindSlots } from '../../../core/model/kinds.ts'

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

test('the most frequent kinds of a class have a slot each, the others share its last', () => {
  const kinds = [
    ...times(5, 'phishing'),
    ...times(4, 'dga'),
    ...times(3, 'scam'),
    ...times(2, 'tds'),
    ...times(6, 'popular'),
  ]
  const labels = [...times(14, 1), ...times(6, 0)]
  const { slotOf, used } = kindSlots({ labels, kinds }, 3)
  expect(['phishing', 'dga', 'scam', 'tds'].map((kind) => slotOf(1, kind))).toEqual([3, 4, 5, 5])
  expect(slotOf(0, 'popular')).toBe(0)
  expect(used).toEqual([true, false, false, true, true, true])
})

test('without kinds each class has one slot, and a kind that nobody has seen falls into the first of its class', () => {
  const { slotOf, used } = kindSlots({ labels: [0, 1, 1], kinds: [null, null, null] }, 2)
  expect([slotOf(0, null), slotOf(1, null), slotOf(1, 'new')]).toEqual([0, 2, 2])
  expect(used).toEqual([true, false, true, false])
})

test('the same kind in both classes is two kinds', () => {
  const { slotOf } = kindSlots({ labels: [0, 1], kinds: ['hosted', 'hosted'] }, 2)
  expect([slotOf(0, 'hosted'), slotOf(1, 'hosted')]).toEqual([0, 2])
})
