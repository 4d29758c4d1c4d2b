import { NO_CHARACTERS, withCharacter, type WordList } from '../word-list.ts'

const SHORTEST = 2
const LONGEST = 18
/** Characters that make no word cost this much together, and this much each (nats): more than the rarest word. */
const UNKNOWN = 10
const UNKNOWN_EACH = 2.2
const LONGEST_UNKNOWN = 8
/** A label of no hyphens and digits that is this short is a word by itself. */
const LONGEST_WHOLE = 7
/** What fewer registered domains have is no word. */
const FEWEST = 3

/** A label as words: `gardenriver7` is `garden` and `river`. */
export type Segmentation = {
  words: readonly string[]
  /** Of all words and of what is none, nats; at most 0. */
  logLikelihood: number
  /** Share of the letters that stand in known words, 0..1. */
  coverage: number
}

/** What stands between digits and hyphens. */
export function piecesOf(label: string): string[] {
  return label.split(/[\d_-]+/).filter((piece) => piece !== '')
}

/** The words of a language that domain names speak: what people set apart with hyphens and digits, and short labels. Labels, not classes, are read. */
export function wordsOf(labels: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) {
    const pieces = piecesOf(label)
    for (const piece of pieces) {
      const { length } = piece
      if (length < SHORTEST || length > LONGEST || (pieces.length === 1 && length > LONGEST_WHOLE)) continue
      counts.set(piece, (counts.get(piece) ?? 0) + 1)
    }
  }
  for (const [word, count] of counts) if (count < FEWEST) counts.delete(word)
  return counts
}

/** Takes labels apart into the likeliest row of words (Viterbi, 1967, on word frequencies alone). The last label is remembered. */
export class Segmenter {
  readonly #words: WordList
  #last: { label: string; generation: number; segmentation: Segmentation } | null = null
  /** By how many characters of a piece lie behind: the least cost, and where the last word of it begins, and whether that is known. */
  readonly #cost = new Float64Array(256)
  readonly #from = new Int32Array(256)
  readonly #known = new Uint8Array(256)

  constructor(words: WordList) {
    this.#words = words
  }

  of(label: string): Segmentation {
    const { generation } = this.#words
    if (this.#last?.label === label && this.#last.generation === generation) return this.#last.segmentation
    const segmentation = this.#segmented(label)
    this.#last = { label, generation, segmentation }
    return segmentation
  }

  #segmented(label: string): Segmentation {
    const words: string[] = []
    let [cost, known, letters] = [0, 0, 0]
    for (const piece of piecesOf(label.slice(0, 255))) {
      this.#solve(piece)
      cost += this.#cost[piece.length]!
      letters += piece.length
      const first = words.length
      for (let end = piece.length; end > 0; end = this.#from[end]!) {
        const from = this.#from[end]!
        if (this.#known[end] === 1) known += end - from
        words.splice(first, 0, piece.slice(from, end))
      }
    }
    return { words, logLikelihood: cost === 0 ? 0 : -cost, coverage: letters === 0 ? 0 : known / letters }
  }

  #solve(piece: string): void {
    const [cost, from, known] = [this.#cost, this.#from, this.#known]
    const { length } = piece
    cost.fill(Infinity, 1, length + 1)
    cost[0] = 0
    for (let start = 0; start < length; start++) {
      const before = cost[start]!
      let hash = NO_CHARACTERS
      const end = Math.min(length, start + LONGEST)
      for (let at = start; at < end; at++) {
        hash = withCharacter(hash, piece.charCodeAt(at))
        const size = at - start + 1
        const rarity = size < SHORTEST ? -1 : this.#words.rarity(hash)
        if (rarity < 0 && size > LONGEST_UNKNOWN) continue
        const after = before + (rarity < 0 ? UNKNOWN + UNKNOWN_EACH * size : rarity)
        if (after < cost[at + 1]!) {
          cost[at + 1] = after
          from[at + 1] = start
          known[at + 1] = rarity < 0 ? 0 : 1
        }
      }
    }
  }
}
