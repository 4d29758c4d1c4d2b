/**
 * Domain names, WHOIS texts and list lines come from strangers. What would not be seen, or would turn the text around, is written
 * out: control characters, bidirectional marks (Unicode UAX #9), zero-width and other format characters, and lone surrogates.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0]/u
const UNSEEN_RUN = new RegExp(UNSEEN.source, 'gu')

export function visible(text: string): string {
  return UNSEEN.test(text) ? text.replace(UNSEEN_RUN, escaped) : text
}

/** As `visible`, with line ends and tabs kept: for raw registry texts. */
export function visibleLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN_RUN, (character) => (character === '\n' || character === '\t' ? character : escaped(character)))
}

/** For reports and chats: nobody follows the name by mistake. */
export function defanged(name: string): string {
  return visible(name).replaceAll('.', '[.]')
}

function escaped(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}
