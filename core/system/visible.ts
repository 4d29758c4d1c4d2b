/**
 * Text from strangers (lists, registries, packets) may hold characters that are not seen or that turn the reading direction: U+202E makes
 * `gpj.exe` of `exe.jpg`. They are shown by their code point, as \u{202E}. Renderer-safe.
 */
const HIDDEN = new RegExp(
  [
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}', // control, format (bidi, zero width, soft hyphen, tags), lone surrogates, private use
    '\\u{034F}\\u{115F}\\u{1160}\\u{17B4}\\u{17B5}\\u{3164}\\u{FFA0}', // letters without a shape
    '\\u{180B}-\\u{180F}\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}]', // variation selectors
  ].join(''),
  'gu'
)

/** One line of text. What goes beyond `most` characters is cut, with an ellipsis in the place of the last one. */
export function visible(text: string, most = Infinity): string {
  return cut(text, most).replace(HIDDEN, shown)
}

/** Text of several lines: line feeds and tabs stay as they are. */
export function visibleLines(text: string, most = Infinity): string {
  return cut(text.replaceAll('\r\n', '\n'), most).replace(HIDDEN, (one) =>
    one === '\n' || one === '\t' ? one : shown(one)
  )
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function shown(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}}`
}
