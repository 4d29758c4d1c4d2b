/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for short inputs, 64 bits. Node's crypto does not have it. The 64-bit words are
 * halves of 32 bits, `l` the low one; nothing is allocated.
 */

/** 16 octets as four words in little-endian order. */
export type SipKey = Int32Array

export function sipKey(secret: Uint8Array): SipKey {
  if (secret.length !== 16) throw new Error(`a SipHash key has 16 octets, not ${secret.length}`)
  return Int32Array.from([0, 4, 8, 12], (at) => word(secret, at))
}

let v0l = 0
let v0h = 0
let v1l = 0
let v1h = 0
let v2l = 0
let v2h = 0
let v3l = 0
let v3h = 0

/** Writes the hash of the whole input to `out`: 8 octets, the lowest first, as the reference code does. */
export function sipHash24(key: SipKey, bytes: Uint8Array, out: Uint8Array): void {
  const { length } = bytes
  const [k0l, k0h, k1l, k1h] = [key[0]!, key[1]!, key[2]!, key[3]!]
  v0l = k0l ^ 0x70736575
  v0h = k0h ^ 0x736f6d65
  v1l = k1l ^ 0x6e646f6d
  v1h = k1h ^ 0x646f7261
  v2l = k0l ^ 0x6e657261
  v2h = k0h ^ 0x6c796765
  v3l = k1l ^ 0x79746573
  v3h = k1h ^ 0x74656462
  const whole = length & ~7
  for (let i = 0; i < whole; i += 8) take(word(bytes, i), word(bytes, i + 4))
  let low = 0
  let high = length << 24
  for (let i = whole; i < length; i++) {
    const shift = (i & 3) << 3
    if (i - whole < 4) low |= bytes[i]! << shift
    else high |= bytes[i]! << shift
  }
  take(low, high)
  v2l ^= 0xff
  for (let i = 0; i < 4; i++) round()
  put(v0l ^ v1l ^ v2l ^ v3l, out, 0)
  put(v0h ^ v1h ^ v2h ^ v3h, out, 4)
}

function take(low: number, high: number): void {
  v3l ^= low
  v3h ^= high
  round()
  round()
  v0l ^= low
  v0h ^= high
}

function round(): void {
  let low = (v0l >>> 0) + (v1l >>> 0)
  v0h = (v0h + v1h + carry(low)) | 0
  v0l = low | 0
  const v1was = v1l
  v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l
  v1h = ((v1h << 13) | (v1was >>> 19)) ^ v0h
  // A rotation by 32 swaps the halves.
  low = v0l
  v0l = v0h
  v0h = low
  low = (v2l >>> 0) + (v3l >>> 0)
  v2h = (v2h + v3h + carry(low)) | 0
  v2l = low | 0
  let was = v3l
  v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l
  v3h = ((v3h << 16) | (was >>> 16)) ^ v2h
  low = (v0l >>> 0) + (v3l >>> 0)
  v0h = (v0h + v3h + carry(low)) | 0
  v0l = low | 0
  was = v3l
  v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l
  v3h = ((v3h << 21) | (was >>> 11)) ^ v0h
  low = (v2l >>> 0) + (v1l >>> 0)
  v2h = (v2h + v1h + carry(low)) | 0
  v2l = low | 0
  was = v1l
  v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l
  v1h = ((v1h << 17) | (was >>> 15)) ^ v2h
  low = v2l
  v2l = v2h
  v2h = low
}

function carry(sum: number): number {
  return sum > 0xffffffff ? 1 : 0
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function put(value: number, out: Uint8Array, at: number): void {
  out[at] = value
  out[at + 1] = value >>> 8
  out[at + 2] = value >>> 16
  out[at + 3] = value >>> 24
}
