import { domainToUnicode } from 'node:url'
import { parse } from 'tldts'

const LONGEST = 100
const LATIN = /\p{Script=Latin}/u
/** Scripts with letters that pass for Latin ones, and for each other's. */
const ALIKE = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u]

/**
 * Whether a name is of a kind that the training data hardly has, so that a score for it is a guess: a suffix that is not on the public suffix list,
 * a length that one name in five thousand has, or letters of scripts that are mistaken for each other in one label (UTS 39).
 */
export function isUnfamiliar(name: string): boolean {
  if (name.length > LONGEST) return true
  if (name.includes('xn--') && domainToUnicode(name).split('.').some(mixesScripts)) return true
  const { isIcann, isPrivate } = parse(name, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
  })
  return isIcann !== true && isPrivate !== true
}

function mixesScripts(label: string): boolean {
  return [LATIN, ...ALIKE].filter((script) => script.test(label)).length > 1
}
