import { read16, write16 } from '../dns/wire.ts'

/** DNS over a stream: each message behind its length in two octets (RFC 1035, 4.2.2), both in one write (RFC 7766, 8). */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(2 + message.length)
  write16(framed, 0, message.length)
  framed.set(message, 2)
  return framed
}

/**
 * Takes a stream's pieces as they come and gives out whole messages. A piece is true only during the call, and so are the messages in it: what waits of
 * it is copied, and bounded by the two octets' 65,535.
 */
export function unframer(take: (message: Buffer) => void): (piece: Buffer) => void {
  let bytes: Buffer = NOTHING
  /** Where the next message begins. */
  let at = 0

  function takeWhole(): void {
    while (bytes.length - at >= 2) {
      const start = at + 2
      const end = start + read16(bytes, at)
      if (bytes.length < end) return
      // Moved on first: `take` may throw, or come back here.
      at = end
      take(bytes.subarray(start, end))
    }
  }

  return (piece) => {
    bytes = at === bytes.length ? piece : Buffer.concat([bytes.subarray(at), piece])
    at = 0
    try {
      takeWhole()
    } finally {
      if (bytes === piece) {
        bytes = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at))
        at = 0
      }
    }
  }
}

const NOTHING = Buffer.alloc(0)
