import { read16, write16 } from '../dns/wire.ts'

/** DNS over a stream: each message behind its length in two octets (RFC 1035, 4.2.2), both in one write (RFC 7766, 8). */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(2 + message.length)
  write16(framed, 0, message.length)
  framed.set(message, 2)
  return framed
}

/** Takes a stream's pieces as they come and gives out whole messages. What waits is bounded by the two octets' 65,535. */
export function unframer(take: (message: Buffer) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= 2) {
      const end = 2 + read16(rest, 0)
      if (rest.length < end) return
      // The rest is moved on first: `take` may throw, or come back here.
      const message = rest.subarray(2, end)
      rest = rest.subarray(end)
      take(message)
    }
  }
}
