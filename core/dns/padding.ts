/** The Padding option (RFC 7830). */
export const PADDING_OPTION = 12

/** Answers are padded to a multiple of this (RFC 8467, 4.1), so that an onlooker learns little from their length. */
const ANSWER_BLOCK = 468

const OPTION_HEAD = 4

/** Octets of the option, its head included, that make a message of `size` octets one of a whole number of blocks, but not more than `limit`. */
export function paddingFor(size: number, limit: number): number {
  const padded = Math.ceil((size + OPTION_HEAD) / ANSWER_BLOCK) * ANSWER_BLOCK
  const room = Math.min(padded, limit) - size
  return room < OPTION_HEAD ? 0 : room
}
