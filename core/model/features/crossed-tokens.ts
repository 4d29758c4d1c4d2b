import type { NameParts } from '../encoding.ts'
import { hashText, hashUnit } from '../hash.ts'
import type { IdList } from './id-list.ts'

const ANCHORED = { shortest: 4, longest: 8 }
const CROSSED = { shortest: 3, longest: 4 }
const LAST_PLACE = 6

/**
 * Tokens for a table that is large enough to keep them apart: beginnings and ends, digits masked, shapes, pairs of words, sub-domain labels in
 * their company, and short n-grams crossed with the top-level domain and with their place.
 */
export function addCrossedTokens(into: IdList, parts: NameParts): void {
  const add = (kind: string, token: string): void => into.add(hashText(token, hashText(kind)))
  const { registered } = parts
  const tld = parts.labels.at(-1) ?? ''
  add('masked', registered.replace(/\d/g, '#'))
  add('masked tld', registered.replace(/\d+/g, '#') + tld)
  for (let size = ANCHORED.shortest; size <= ANCHORED.longest && size <= registered.length; size++) {
    add('begins', registered.slice(0, size))
    add('ends', registered.slice(-size))
  }
  addShapes(add, registered, tld)
  addWords(add, parts, tld)
  addLetters(add, parts, tld)
  addSubdomain(add, parts)
  addCrossedNgrams(into, registered, tld)
}

type Add = (kind: string, token: string) => void

/** `ab12-c` is `a2d2-a1`. */
export function shapeOf(text: string): string {
  return text.replace(/[a-z]+|\d+/g, (run) => (run >= 'a' ? 'a' : 'd') + String(run.length))
}

function addShapes(add: Add, registered: string, tld: string): void {
  const shape = shapeOf(registered)
  add('shape', shape)
  add('shape tld', shape + tld)
  const classes = registered.replace(/[aeiou]|[b-df-hj-np-tv-z]|\d/g, (unit) =>
    unit <= '9' ? 'd' : 'aeiou'.includes(unit) ? 'v' : 'c'
  )
  add('letter classes', classes.slice(0, 12))
}

function addWords(add: Add, { text, suffix }: NameParts, tld: string): void {
  const words = text
    .slice(0, text.length - suffix.length)
    .split(/[\d_.-]+/)
    .filter((word) => word !== '')
  words.forEach((word, at) => {
    add('word tld', `${word} ${tld}`)
    add('any word', word)
    if (at > 0) add('two words', `${words[at - 1]!} ${word}`)
  })
}

function addLetters(add: Add, { registered, labels }: NameParts, tld: string): void {
  const length = Math.min(registered.length, 40)
  const consonants = longestRun(registered)
  add('different letters length', `${new Set(registered).size} ${length}`)
  add('consonants length', `${consonants} ${length}`)
  add('consonants tld', `${consonants} ${tld}`)
  const digits = Math.min(registered.match(/\d/g)?.length ?? 0, 3)
  const hyphens = Math.min(registered.split('-').length - 1, 2)
  add('tld counts', `${tld} ${length >> 1} ${Math.min(labels.length, 5)} ${digits} ${hyphens}`)
}

function longestRun(text: string): number {
  let [run, longest] = [0, 0]
  for (const unit of text) {
    run = /[b-df-hj-np-tv-xz]/.test(unit) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

function addSubdomain(add: Add, { subdomain, suffix, registeredDomain }: NameParts): void {
  const labels = subdomain.split('.').filter((label) => label !== '')
  add('sub-domains suffix', `${labels.length} ${suffix}`)
  if (labels.length === 0) return
  add('first sub-domain', labels[0]!)
  add('last sub-domain', labels.at(-1)!)
  add('first sub-domain suffix', `${labels[0]!} ${suffix}`)
  add('sub-domain length', String(Math.min(60, subdomain.length)))
  add('sub-domain digits', `${Math.min(9, subdomain.match(/\d/g)?.length ?? 0)} ${labels.length}`)
  add('registered domain', registeredDomain)
}

function addCrossedNgrams(into: IdList, text: string, tld: string): void {
  const withTld = hashText(tld, hashText('n-gram tld'))
  for (let start = 0; start + CROSSED.shortest <= text.length; start++) {
    const placed = hashUnit(hashText('n-gram place'), Math.min(start, LAST_PLACE))
    const end = Math.min(text.length, start + CROSSED.longest)
    let [crossed, place] = [withTld, placed]
    for (let at = start; at < end; at++) {
      crossed = hashUnit(crossed, text.charCodeAt(at))
      if (at - start < CROSSED.shortest) place = hashUnit(place, text.charCodeAt(at))
      if (at - start + 1 >= CROSSED.shortest) into.add(crossed)
    }
    into.add(place)
  }
}
