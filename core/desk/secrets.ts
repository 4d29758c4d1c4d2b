import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 192 bits, safe in an address and in a header. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url')
}

/** Takes the same time wherever the two differ; hashing first hides their lengths too. */
export function sameSecret(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
