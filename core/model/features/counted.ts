import type { NameParts } from '../encoding.ts'
import { countOfCode, logRatio, type ClassCounts } from '../class-counts.ts'
import { hashUnit, mix } from '../hash.ts'
import { shapeOf } from './crossed-tokens.ts'
import type { Segmentation, Segmenter } from './segmentation.ts'
import { token } from './token.ts'
import { countedWords, FIXED_WORD_TOKENS } from './word-tokens.ts'

const LONGEST = 8
const NOVEL = 4
const START = 94 // '^'
const END = 36 // '$'
/** A label has 63 characters; of a longer text the end says most. */
const MOST_UNITS = 96
const OF_EACH_SIZE = 7
const TOKENS = 16 + FIXED_WORD_TOKENS
const OF_MODEL = 10
const LEXICAL = 8
const OF_WORDS = 2 * OF_EACH_SIZE + 7
/** Weight of the shorter context where a longer one was met so often (Witten and Bell, 1991). */
const STRENGTH = 5

export const COUNTED_WIDTH = LONGEST * OF_EACH_SIZE + TOKENS * 2 + OF_MODEL + LEXICAL + OF_WORDS

/**
 * What a name's parts were before: for n-grams of each size, for tokens, and for a character model of each class, how often they stood in
 * registered domains of each class. Looked up in counts instead of learnt, so that nothing can be memorised.
 */
export class CountedFeatures {
  readonly #counts: ClassCounts
  readonly #segmenter: Segmenter
  readonly #units = new Uint8Array(MOST_UNITS)
  #length = 0
  /** Codes of the n-gram of size k that starts at s: `(k - 1) * MOST_UNITS + s`. */
  readonly #malicious = new Uint8Array(LONGEST * MOST_UNITS)
  readonly #benign = new Uint8Array(LONGEST * MOST_UNITS)
  #out: Float32Array = new Float32Array(0)
  #at = 0

  constructor(counts: ClassCounts, segmenter: Segmenter) {
    this.#counts = counts
    this.#segmenter = segmenter
  }

  /** The mixed hash of every feature that a name is counted under; one may come twice. */
  each(parts: NameParts, take: (hash: number) => void): void {
    this.#setText(parts)
    for (let start = 0; start < this.#length; start++) {
      let hash = 0
      const end = Math.min(this.#length, start + LONGEST)
      for (let at = start; at < end; at++) {
        hash = hashUnit(hash, this.#units[at]!)
        take(ngram(hash, at - start))
      }
    }
    for (const hash of tokensOf(parts)) take(mix(hash))
    const { fixed, words, pairs } = countedWords(parts, this.#segmenter.of(parts.registered))
    for (const hashes of [fixed, words, pairs]) for (const hash of hashes) take(mix(hash))
  }

  /** Writes `COUNTED_WIDTH` numbers; `fold` is the one whose counts are left out, null leaves out none. */
  write(parts: NameParts, fold: number | null, into: { out: Float32Array; at: number }): void {
    this.#out = into.out
    this.#at = into.at
    this.#setText(parts)
    this.#readNgrams(fold)
    for (let size = 1; size <= LONGEST; size++) this.#writeSize(size)
    const segmentation = this.#segmenter.of(parts.registered)
    const { fixed, words, pairs } = countedWords(parts, segmentation)
    for (const hash of tokensOf(parts)) this.#writeToken(mix(hash), fold)
    for (const hash of fixed) this.#writeToken(mix(hash), fold)
    this.#writeModels()
    this.#writeLexical(parts)
    this.#writeWords(words, fold)
    this.#writeWords(pairs, fold)
    this.#writeSegmentation(parts.registered, segmentation)
  }

  /** Share of the runs of `NOVEL` characters, the marks of both ends included, that were met in no registered domain, or in one only; 0..1. */
  unmetShare(parts: NameParts): number {
    this.#setText(parts)
    const runs = this.#length - NOVEL + 1
    let unmet = 0
    for (let start = 0; start < runs; start++) {
      let hash = 0
      for (let at = start; at < start + NOVEL; at++) hash = hashUnit(hash, this.#units[at]!)
      this.#counts.read(ngram(hash, NOVEL - 1), null)
      if (this.#counts.malicious === 0 && this.#counts.benign === 0) unmet++
    }
    return runs <= 0 ? 0 : unmet / runs
  }

  #setText({ registered, suffix }: NameParts): void {
    const text = `${registered}.${suffix}`
    const from = Math.max(0, text.length - (MOST_UNITS - 2))
    this.#units[0] = START
    let length = 1
    for (let at = from; at < text.length; at++) this.#units[length++] = text.charCodeAt(at)
    this.#units[length++] = END
    this.#length = length
  }

  #readNgrams(fold: number | null): void {
    for (let start = 0; start < this.#length; start++) {
      let hash = 0
      const end = Math.min(this.#length, start + LONGEST)
      for (let at = start; at < end; at++) {
        hash = hashUnit(hash, this.#units[at]!)
        this.#counts.read(ngram(hash, at - start), fold)
        const cell = (at - start) * MOST_UNITS + start
        this.#malicious[cell] = this.#counts.malicious
        this.#benign[cell] = this.#counts.benign
      }
    }
  }

  #add(value: number): void {
    this.#out[this.#at++] = value
  }

  #writeSize(size: number): void {
    const ngrams = Math.max(0, this.#length - size + 1)
    const cell = (size - 1) * MOST_UNITS
    this.#writeRow(ngrams, (start) => {
      this.#counts.malicious = this.#malicious[cell + start]!
      this.#counts.benign = this.#benign[cell + start]!
    })
  }

  #writeWords(hashes: readonly number[], fold: number | null): void {
    this.#writeRow(hashes.length, (at) => this.#counts.read(mix(hashes[at]!), fold))
  }

  /** Of a row of features, which `read` reads one by one: sum, mean, extremes, share of unknown ones, mean by weight, weight. */
  #writeRow(features: number, read: (at: number) => void): void {
    let [sum, most, least, unknown, weighted, weights] = [0, -20, 20, 0, 0, 0]
    for (let at = 0; at < features; at++) {
      read(at)
      const { malicious, benign } = this.#counts
      if (malicious === 0 && benign === 0) {
        unknown++
        continue
      }
      const ratio = logRatio(malicious, benign)
      // A code is a logarithm already.
      const weight = Math.max(malicious, benign)
      sum += ratio
      if (ratio > most) most = ratio
      if (ratio < least) least = ratio
      weighted += weight * ratio
      weights += weight
    }
    const known = features - unknown
    this.#add(sum / 5)
    this.#add(sum / Math.max(1, known))
    this.#add(known === 0 ? 0 : most)
    this.#add(known === 0 ? 0 : least)
    this.#add(features === 0 ? 1 : unknown / features)
    this.#add(weights > 0 ? weighted / weights : 0)
    this.#add(Math.log1p(weights))
  }

  #writeToken(hash: number, fold: number | null): void {
    this.#counts.read(hash, fold)
    const { malicious, benign } = this.#counts
    this.#add(malicious === 0 && benign === 0 ? 0 : logRatio(malicious, benign))
    this.#add(Math.max(malicious, benign) / 48)
  }

  /** Two character models, one of each class, that back off to shorter contexts: how much likelier the name is by the one than by the other. */
  #writeModels(): void {
    const [units, malicious, benign] = [this.#length, this.#malicious, this.#benign]
    // The start mark stands in every name once.
    const [allMalicious, allBenign] = [countOfCode(malicious[0]!), countOfCode(benign[0]!)]
    const sums = { malicious: 0, benign: 0, most: -9, least: 9, distance: 0, last: 0 }
    for (let at = 1; at < units; at++) {
      let pm = 1 / 40
      let pb = 1 / 40
      for (let size = 1; size <= Math.min(LONGEST, at + 1); size++) {
        const start = at - size + 1
        const cell = (size - 1) * MOST_UNITS + start
        const context = cell - MOST_UNITS
        const contextMalicious = size === 1 ? allMalicious : countOfCode(malicious[context]!)
        const contextBenign = size === 1 ? allBenign : countOfCode(benign[context]!)
        const metMalicious = Math.min(countOfCode(malicious[cell]!), contextMalicious)
        const metBenign = Math.min(countOfCode(benign[cell]!), contextBenign)
        pm = (metMalicious + STRENGTH * pm) / (contextMalicious + STRENGTH)
        pb = (metBenign + STRENGTH * pb) / (contextBenign + STRENGTH)
      }
      const [lm, lb] = [Math.log(pm), Math.log(pb)]
      const ratio = lm - lb
      sums.malicious += lm
      sums.benign += lb
      sums.distance += Math.abs(ratio)
      sums.most = Math.max(sums.most, ratio)
      sums.least = Math.min(sums.least, ratio)
      if (at >= units - 6) sums.last += ratio
    }
    this.#writeModelSums(sums, units - 1)
  }

  #writeModelSums(
    sums: Record<'malicious' | 'benign' | 'most' | 'least' | 'distance' | 'last', number>,
    units: number
  ): void {
    const ratio = sums.malicious - sums.benign
    this.#add(ratio / 5)
    this.#add(ratio / units)
    this.#add(sums.malicious / units)
    this.#add(sums.benign / units)
    this.#add(sums.most)
    this.#add(sums.least)
    this.#add(sums.distance / units)
    this.#add(units / 10)
    this.#add(sums.last)
    this.#add(Math.max(sums.malicious, sums.benign) / units)
  }

  #writeLexical({ registered, labels, subdomain, suffix }: NameParts): void {
    const length = Math.max(1, registered.length)
    this.#add(registered.length / 10)
    this.#add(labels.length / 3)
    this.#add(count(registered, (unit) => unit >= 48 && unit <= 57) / 3)
    this.#add(count(registered, (unit) => unit === 45))
    this.#add(subdomain.length / 10)
    this.#add(new Set(registered).size / length)
    this.#add(
      count(registered, (unit) => unit === 97 || unit === 101 || unit === 105 || unit === 111 || unit === 117) / length
    )
    this.#add(suffix.includes('.') ? 1 : 0)
  }

  #writeSegmentation(registered: string, { words, logLikelihood, coverage }: Segmentation): void {
    const lengths = words.map((word) => word.length)
    this.#add(words.length)
    this.#add(coverage)
    this.#add(words.length === 0 ? 0 : registered.length / words.length / 5)
    this.#add(logLikelihood / Math.max(1, registered.length))
    this.#add(logLikelihood / 10)
    this.#add(Math.max(0, ...lengths) / 5)
    this.#add(words.length === 0 ? 0 : Math.min(...lengths) / 5)
  }
}

function ngram(hash: number, size: number): number {
  return mix(hash ^ Math.imul(size + 1, 0x9e3779b1))
}

/** As many hashes for every name, each of another kind. */
function tokensOf({ registered, labels, suffix, subdomain }: NameParts): number[] {
  const tld = labels.at(-1) ?? ''
  const length = Math.min(40, registered.length)
  const digits = Math.min(
    8,
    count(registered, (unit) => unit >= 48 && unit <= 57)
  )
  const hyphens = Math.min(
    5,
    count(registered, (unit) => unit === 45)
  )
  const words = registered.split(/[\d_-]+/).filter((word) => word !== '')
  const first = words[0] ?? ''
  const dot = subdomain.indexOf('.')
  return [
    token('tld', tld),
    token('suffix', suffix),
    token('tld length', tld, length),
    token('tld digits hyphens', tld, 16 * digits + hyphens),
    token('suffix length', suffix, length >> 1),
    token('first letters tld', registered.slice(0, 3) + tld),
    token('last letters tld', registered.slice(-3) + tld),
    token('masked', registered.replace(/\d/g, '#')),
    token('shape tld', shapeOf(registered) + tld),
    token('registered', registered),
    token('length digits hyphens', '', 256 * length + 16 * digits + hyphens),
    token('first word', first),
    token('last word', words.at(-1) ?? ''),
    token('first word tld', first + tld),
    token('first sub-domain', dot < 0 ? subdomain : subdomain.slice(0, dot)),
    token('suffix labels', suffix, labels.length),
  ]
}

function count(text: string, is: (unit: number) => boolean): number {
  let found = 0
  for (let at = 0; at < text.length; at++) if (is(text.charCodeAt(at))) found++
  return found
}
