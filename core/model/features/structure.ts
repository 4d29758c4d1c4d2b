import type { NameParts } from '../encoding.ts'
import { hashText } from '../hash.ts'
import type { IdList } from './id-list.ts'

/**
 * Tokens about how a name is built, beside its character n-grams: suffixes and their company, first and last letters, words, sub-domain
 * labels, counts. Each kind has a space of its own.
 */
export function addStructure(into: IdList, parts: NameParts): void {
  eachToken(parts, (kind, token) => into.add(hashText(token, hashText(kind))))
}

/** The same tokens in the same order, as text: for an explanation. */
export function eachToken(parts: NameParts, add: (kind: string, token: string) => void): void {
  const { registered, labels, suffix, text } = parts
  const tld = labels.at(-1) ?? ''
  const digits = Math.min(count(registered, isDigit), 8)
  const hyphens = Math.min(count(registered, isHyphen), 5)
  const length = Math.min(registered.length, 40)
  const first = registered.slice(0, 3)
  const last = registered.slice(-3)

  add('tld', tld)
  add('suffix', suffix)
  add('last two labels', labels.slice(-2).join('.'))
  add('tld length', `${tld} ${length}`)
  add('tld labels', `${tld} ${Math.min(labels.length, 8)}`)
  add('tld digits', `${tld} ${digits}`)
  add('tld hyphens', `${tld} ${hyphens}`)
  add('suffix length', `${suffix} ${length >> 1}`)
  add('first letters tld', `${first} ${tld}`)
  add('last letters tld', `${last} ${tld}`)
  add('first two letters tld', `${first.slice(0, 2)} ${tld}`)
  add('last two letters tld', `${last.slice(-2)} ${tld}`)
  add('length', `${length}`)
  add('whole length', `${Math.min(text.length, 80) >> 1}`)
  add('labels', `${Math.min(labels.length, 10)}`)
  add('digits hyphens', `${digits} ${hyphens}`)
  add('length digits', `${length} ${digits}`)
  add('vowels length', `${count(registered, isVowel)} ${length}`)
  add('registered', registered)
  for (const word of registered.split(/[\d_-]+/)) if (word !== '') add('word', word)
  if (parts.subdomain !== '') for (const label of parts.subdomain.split('.')) add('sub-domain', label)
}

function count(text: string, is: (unit: number) => boolean): number {
  let found = 0
  for (let at = 0; at < text.length; at++) if (is(text.charCodeAt(at))) found++
  return found
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function isHyphen(unit: number): boolean {
  return unit === 45
}

/** a e i o u y */
function isVowel(unit: number): boolean {
  return unit === 97 || unit === 101 || unit === 105 || unit === 111 || unit === 117 || unit === 121
}
