import { describe, expect, it } from 'vitest'
import { joined } from '../../../renderer/src/grid/joined.ts'

const keyOf = (name: string) => name
const pageSize = 3
const pages = (left: [string, number][] = []) =>
  joined({
    loaded: new Map([
      [0, ['a', 'b', 'c']],
      [2, ['g', 'h']],
    ]),
    loadedAt: new Map([
      [0, 100],
      [2, 200],
    ]),
    pageSize,
    total: 8,
    keyOf,
    left: new Map(left),
  })

describe('pages of rows', () => {
  it('read as one run with holes where a page is not loaded', () => {
    const all = Array.from({ length: 8 }, (_, index) => pages().at(index))
    expect(all).toEqual(['a', 'b', 'c', undefined, undefined, undefined, 'g', 'h'])
    expect(pages().total).toBe(8)
    expect(pages().at(8)).toBeUndefined()
    expect(pages().at(-1)).toBeUndefined()
  })

  it('close up over rows that left after their page was loaded', () => {
    const rest = pages([['b', 150]])
    expect(rest.total).toBe(7)
    expect([0, 1, 5, 6].map(rest.at)).toEqual(['a', 'c', 'g', 'h'])
    expect(rest.indexOf('b')).toBe(-1)
    expect(rest.indexOf('h')).toBe(6)
  })

  it('close up over neighbours that left together', () => {
    const rest = pages([
      ['a', 150],
      ['b', 150],
      ['g', 300],
    ])
    expect(rest.total).toBe(5)
    expect([0, 4].map(rest.at)).toEqual(['c', 'h'])
  })

  it('show a row again that a later answer holds', () => {
    expect(pages([['g', 150]]).indexOf('g')).toBe(6)
  })

  it('give a range only when all of it is here', () => {
    expect(pages().here(0, 2)).toEqual(['a', 'b', 'c'])
    expect(pages().here(1, 3)).toBeNull()
  })
})
