import { lowerCase } from '../../dns/asked.ts'

/**
 * Whether an upstream gives a name's letters back as they were asked. Then a question goes out in letters large and small by chance, and
 * whoever wants to forge its answer has to guess these too (draft-vixie-dnsext-dns0x20).
 */
export interface Letters {
  readonly mixed: boolean
  /** An answer came in other letters. The second one that could not be cleared up over TCP ends the mixing. */
  doubted(): void
  /** This upstream has other letters over TCP as well: it does not keep them. */
  lost(): void
  /** Over TCP it kept them: what came in other letters was not from this upstream. */
  kept(): void
}

/** Where nobody could forge an answer, letters stay as they came. */
export const KEPT_LETTERS: Letters = {
  mixed: false,
  doubted: () => undefined,
  lost: () => undefined,
  kept: () => undefined,
}

const DOUBTS = 2

export function createLetters(): Letters {
  let mixed = true
  let doubts = 0
  return {
    get mixed() {
      return mixed
    },
    doubted() {
      doubts++
      if (doubts > DOUBTS) mixed = false
    },
    lost: () => void (mixed = false),
    kept: () => void (doubts = 0),
  }
}

/** A copy of a question (name, type, class) with each letter of its name large or small by chance. */
export function inMixedLetters(question: Buffer, chance: () => number): Buffer {
  const copy = Buffer.from(question)
  // Length octets are below 'A', so the name may be read through; type and class are the last four.
  for (let i = 0; i < copy.length - 4; i++) {
    const small = lowerCase(copy[i]!)
    if (small >= 0x61 && small <= 0x7a) copy[i] = chance() < 0.5 ? small : small & 0xdf
  }
  return copy
}
