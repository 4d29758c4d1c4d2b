import { expect, it } from 'vitest'
import { defanged, visible, visibleLines } from '../../../renderer/src/design/visible.ts'

it.each([
  ['a right-to-left override', 'registrar\u202egpj.exe', 'registrar⟨U+202E⟩gpj.exe'],
  ['an isolate', '\u2066shop\u2069', '⟨U+2066⟩shop⟨U+2069⟩'],
  ['a zero-width space', 'sh\u200bop', 'sh⟨U+200B⟩op'],
  ['a soft hyphen', 'sh\u00adop', 'sh⟨U+00AD⟩op'],
  ['an escape sequence', '\u001b[31mred', '⟨U+001B⟩[31mred'],
  ['a null', 'a\u0000b', 'a⟨U+0000⟩b'],
  ['a tag character', 'a\u{e0041}b', 'a⟨U+E0041⟩b'],
  ['a lone surrogate', 'a\ud800b', 'a⟨U+D800⟩b'],
  ['a Hangul filler', 'a\u3164b', 'a⟨U+3164⟩b'],
  ['a line end', 'a\nb', 'a⟨U+000A⟩b'],
])('shows %s', (_what, text, shown) => {
  expect(visible(text)).toBe(shown)
})

it('leaves letters of every script as they are', () => {
  expect(visible('bücher.例え.мир')).toBe('bücher.例え.мир')
})

it('keeps lines and tabs of a registry text, and only these', () => {
  expect(visibleLines('a:\tb\r\nc\rd\u202e')).toBe('a:\tb\nc\nd⟨U+202E⟩')
})

it('defangs every dot', () => {
  expect(defanged('www.shop.example')).toBe('www[.]shop[.]example')
})
