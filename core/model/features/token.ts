import { hashText } from '../hash.ts'

const kinds = new Map<string, number>()

/** The hash of a token of one kind; each kind has a space of its own. */
export function token(kind: string, text: string, number = 0): number {
  let start = kinds.get(kind)
  if (start === undefined) kinds.set(kind, (start = hashText(kind)))
  return hashText(text, start ^ Math.imul(number + 1, 0x9e3779b1))
}
