/** As much of HTTP/2 (RFC 9113) as says what no client would say. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
export const FRAME = { data: 0, headers: 1, priority: 2, reset: 3, settings: 4, ping: 6, goAway: 7, window: 8, continuation: 9 } // prettier-ignore
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8 }
const FRAME_HEAD = 9

export type Frame = { type: number; flags: number; stream: number; payload: Buffer }

/** RFC 9113, 4.1. */
export function http2Frame(
  [type, flags, stream]: readonly [type: number, flags: number, stream: number],
  payload: Buffer = NOTHING
): Buffer {
  const head = Buffer.alloc(FRAME_HEAD)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

const NOTHING = Buffer.alloc(0)

/** A number of 32 bits, as RST_STREAM and WINDOW_UPDATE have. */
export function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Literal fields without indexing, names and values as they are (RFC 7541, 6.2.2). */
export function headerBlock(headers: Record<string, string>): Buffer {
  return Buffer.concat(Object.entries(headers).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]))
}

/** RFC 7541, 5.2; the length in 7 bits, and what is more in groups of 7 (5.1). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1')
  const length = bytes.length < 127 ? [bytes.length] : [127]
  if (bytes.length >= 127) {
    let left = bytes.length - 127
    for (; left >= 128; left >>= 7) length.push((left & 127) | 128)
    length.push(left)
  }
  return Buffer.concat([Buffer.from(length), bytes])
}

/** Gives whole frames out of pieces. */
export function frames(take: (frame: Frame) => void): (piece: Buffer) => void {
  let kept: Buffer = NOTHING
  return (piece) => {
    kept = kept.length === 0 ? piece : Buffer.concat([kept, piece])
    while (kept.length >= FRAME_HEAD) {
      const end = FRAME_HEAD + kept.readUIntBE(0, 3)
      if (kept.length < end) return
      take({ type: kept[3]!, flags: kept[4]!, stream: kept.readUInt32BE(5), payload: kept.subarray(FRAME_HEAD, end) })
      kept = kept.subarray(end)
    }
  }
}
