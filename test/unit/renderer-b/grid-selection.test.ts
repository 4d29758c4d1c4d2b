import { describe, expect, it } from 'vitest'
import { anchored, extentOf, NO_SELECTION, ranged, selectedAll, toggled } from '../../../renderer/src/grid/selection.ts'

describe('a selection', () => {
  it('takes and gives back a row', () => {
    const one = toggled(NO_SELECTION, 'a.example', 0)
    expect([...one.keys]).toEqual(['a.example'])
    expect([...toggled(one, 'a.example', 0).keys]).toEqual([])
  })

  it('shrinks a range that is drawn back', () => {
    const start = anchored(NO_SELECTION, 0)
    const wide = ranged(start, ['a.example', 'b.example', 'c.example'])
    expect([...ranged(wide, ['a.example', 'b.example']).keys]).toEqual(['a.example', 'b.example'])
  })

  it('keeps beside a range what was selected before it', () => {
    const before = toggled(NO_SELECTION, 'z.example', 9)
    expect([...ranged(anchored(before, 0), ['a.example']).keys].sort()).toEqual(['a.example', 'z.example'])
  })

  it('says whether none, some or all is selected', () => {
    expect(extentOf(0, 5)).toBe('none')
    expect(extentOf(2, 5)).toBe('some')
    expect(extentOf(selectedAll(['a', 'b', 'c', 'd', 'e']).keys.size, 5)).toBe('all')
    expect(extentOf(0, 0)).toBe('none')
  })
})
