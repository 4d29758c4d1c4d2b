/**
 * An evidence id names one answer. Inside it is a safe integer, session * 2^32 + sequence, so that a batch of records needs to say its
 * first one only; outside it is Crockford base32 of 11 characters, which can be read aloud and pasted from a line of `dig` output.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
export const EVIDENCE_LENGTH = 11
const DIGITS = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0))

/** A session is 21 bits, so that ids stay below 2^53. */
export const EVIDENCE_SESSIONS = 2 ** 21

export function evidenceNumber(session: number, sequence: number): number {
  return session * 2 ** 32 + sequence
}

export function evidenceText(id: number): string {
  let text = ''
  for (let rest = id, i = 0; i < EVIDENCE_LENGTH; i++) {
    text = ALPHABET[rest % 32]! + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** evidenceText into bytes that are about to leave, without making a string. */
export function writeEvidence(bytes: Uint8Array, at: number, id: number): void {
  let high = Math.floor(id / 2 ** 30)
  let low = id % 2 ** 30
  for (let i = EVIDENCE_LENGTH - 1; i >= EVIDENCE_LENGTH - 6; i--, low >>>= 5) bytes[at + i] = DIGITS[low & 31]!
  for (let i = EVIDENCE_LENGTH - 7; i >= 0; i--, high >>>= 5) bytes[at + i] = DIGITS[high & 31]!
}

/** Reads upper case and the look-alikes (o, i, l) as Crockford allows; null when it is no evidence id. */
export function parseEvidence(text: string): number | null {
  const canonical = text.trim().toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1')
  if (canonical.length !== EVIDENCE_LENGTH) return null
  let id = 0
  for (const character of canonical) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) return null
    id = id * 32 + digit
  }
  return id <= Number.MAX_SAFE_INTEGER ? id : null
}
