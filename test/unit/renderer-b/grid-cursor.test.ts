import { describe, expect, it } from 'vitest'
import { destination, locate } from '../../../renderer/src/grid/cursor.ts'
import { rowsOf } from '../../../renderer/src/grid/rows.ts'

const keyOf = (name: string) => name
const rows = (...names: string[]) => rowsOf(names, keyOf)

describe('the cursor of a grid', () => {
  it('stays with its row when rows come before it', () => {
    expect(locate(rows('new.example', 'a.example', 'b.example'), { key: 'b.example', index: 1 }, keyOf)).toBe(2)
  })

  it('goes to the row that took the place of one that left', () => {
    expect(locate(rows('a.example', 'c.example'), { key: 'b.example', index: 1 }, keyOf)).toBe(1)
  })

  it('goes to the last row when the rows at the end left', () => {
    expect(locate(rows('a.example'), { key: 'c.example', index: 2 }, keyOf)).toBe(0)
  })

  it('is nowhere without rows, and before anybody moved', () => {
    expect(locate(rows(), { key: 'a.example', index: 0 }, keyOf)).toBe(-1)
    expect(locate(rows('a.example'), null, keyOf)).toBe(-1)
  })
})

describe('a key of movement', () => {
  const span = { total: 100, page: 20 }
  it.each([
    ['ArrowDown', 5, 6],
    ['ArrowDown', 99, 99],
    ['ArrowDown', -1, 0],
    ['ArrowUp', 5, 4],
    ['ArrowUp', 0, 0],
    ['ArrowUp', -1, 99],
    ['PageDown', 5, 25],
    ['PageDown', 95, 99],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
  ])('%s leads from row %i to row %i of 100', (key, from, to) => {
    expect(destination(key, from, span)).toBe(to)
  })

  it('is no other key', () => {
    expect(destination('b', 5, span)).toBeNull()
  })
})
