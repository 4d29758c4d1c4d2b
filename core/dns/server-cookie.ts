import { addressBytes } from './address.ts'
import { sipHash24, type SipKey } from './siphash.ts'
import { read32, write32 } from './wire.ts'

/** The COOKIE option (RFC 7873, 4): a client's 8 octets, alone or with 8 to 32 of a server behind them. */
export const COOKIE_OPTION = 10
export const CLIENT_COOKIE_SIZE = 8
export const LEAST_COOKIE_SIZE = 16
export const MOST_COOKIE_SIZE = 40

/** A server's cookie as RFC 9018, 4 lays it out: version, three reserved octets, seconds of Unix time, hash. */
export const SERVER_COOKIE_SIZE = 16
const VERSION = 1
const TIME_AT = 4
const HASH_AT = 8

/** RFC 9018, 4.3: a cookie is taken for an hour, and for five minutes from a clock that is ahead; one older than half an hour is made anew. */
const TAKEN_SECONDS = 3600
const AHEAD_SECONDS = 300
const RENEWED_SECONDS = 1800

/** Client cookie, version, reserved, time, address: what the hash is about. */
const hashed = Buffer.alloc(8 + 8 + 16)
const hashedIpv4 = hashed.subarray(0, 8 + 8 + 4)
const made = Buffer.alloc(8)

export function isCookieSize(octets: number): boolean {
  return octets === CLIENT_COOKIE_SIZE || (octets >= LEAST_COOKIE_SIZE && octets <= MOST_COOKIE_SIZE)
}

/** Who a cookie is for: the client's 8 octets, which stand in `packet` from `cookieAt` on, and its address as octets. */
export type CookieAsker = { packet: Uint8Array; cookieAt: number; address: Uint8Array }

/** Writes the server's 16 octets into `out` from `at` on. `seconds` since the epoch. */
export function writeServerCookie(
  key: SipKey,
  asker: CookieAsker,
  { seconds, out, at }: { seconds: number; out: Uint8Array; at: number }
): void {
  out[at] = VERSION
  out[at + 1] = 0
  out[at + 2] = 0
  out[at + 3] = 0
  write32(out, at + TIME_AT, seconds)
  hash(key, asker, { head: out, at })
  out.set(made, at + HASH_AT)
}

/** 'fresh': may go back as it is. 'old': right, but to be made anew. 'bad': not ours, or not any more. */
export type CookieJudgement = 'fresh' | 'old' | 'bad'

/** About a cookie of `size` octets in the packet, client's and server's together. */
export function judgeServerCookie(
  key: SipKey,
  asker: CookieAsker,
  { size, seconds }: { size: number; seconds: number }
): CookieJudgement {
  const { packet, cookieAt } = asker
  const at = cookieAt + CLIENT_COOKIE_SIZE
  if (size !== CLIENT_COOKIE_SIZE + SERVER_COOKIE_SIZE || packet[at] !== VERSION) return 'bad'
  // Serial number arithmetic (RFC 1982), so that 2106 is a year like any other.
  const age = (seconds - read32(packet, at + TIME_AT)) | 0
  if (age > TAKEN_SECONDS || age < -AHEAD_SECONDS) return 'bad'
  hash(key, asker, { head: packet, at })
  let different = 0
  for (let i = 0; i < 8; i++) different |= made[i]! ^ packet[at + HASH_AT + i]!
  if (different !== 0) return 'bad'
  return age > RENEWED_SECONDS ? 'old' : 'fresh'
}

/** Into `made`. `head` has version, reserved octets and time at `at`. */
function hash(
  key: SipKey,
  { packet, cookieAt, address }: CookieAsker,
  { head, at }: { head: Uint8Array; at: number }
): void {
  for (let i = 0; i < 8; i++) hashed[i] = packet[cookieAt + i]!
  for (let i = 0; i < 8; i++) hashed[8 + i] = head[at + i]!
  for (let i = 0; i < address.length; i++) hashed[16 + i] = address[i]!
  sipHash24(key, address.length === 4 ? hashedIpv4 : hashed, made)
}

/** The octets of an asker's address. One client asks many times in a row, so the last one is remembered. */
export function rememberingAddress(): (text: string) => Uint8Array {
  let last = ''
  let octets: Uint8Array = new Uint8Array(4)
  return (text) => {
    if (text !== last) {
      octets = addressBytes(text)
      last = text
    }
    return octets
  }
}
