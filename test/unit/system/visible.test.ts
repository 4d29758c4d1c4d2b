import { describe, expect, it } from 'vitest'
import { defang } from '../../../core/system/defang.ts'
import { visible, visibleLines } from '../../../core/system/visible.ts'

describe('visible text', () => {
  it.each([
    ['plain text, also Ünïcödé and 例え', 'plain text, also Ünïcödé and 例え'],
    ['exe.\u202Egpj', 'exe.\\u{202E}gpj'],
    ['\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['a\u200Bb\uFEFFc\u00ADd', 'a\\u{200B}b\\u{FEFF}c\\u{00AD}d'],
    ['\u0000\u001B[31m\u0007\u007F\u009B', '\\u{0000}\\u{001B}[31m\\u{0007}\\u{007F}\\u{009B}'],
    ['line\nline\ttab\u2028', 'line\\u{000A}line\\u{0009}tab\\u{2028}'],
    ['\uD800 alone', '\\u{D800} alone'],
    ['tag \u{E0041}', 'tag \\u{E0041}'],
    ['\u3164hangul filler', '\\u{3164}hangul filler'],
  ])('of %j is %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it('is cut to length with an ellipsis', () => {
    expect(visible('abcdef', 4)).toBe('abc…')
    expect(visible('abcd', 4)).toBe('abcd')
  })

  it('keeps lines and tabs where several lines are meant', () => {
    expect(visibleLines('a\r\nb\tc\u202E\r')).toBe('a\nb\tc\\u{202E}\\u{000D}')
  })
})

describe('a defanged name', () => {
  it('makes no link', () => expect(defang('shop.example.com')).toBe('shop[.]example[.]com'))
})
