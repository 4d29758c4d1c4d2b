import type { TLSSocket } from 'node:tls'
import { symbolOf } from '../../system/symbol-of.ts'

/** The plain text of a record of TLS has 2^14 octets at most (RFC 8446, 5.1). */
const RECORD = 2 ** 14
/** What one record held, of whichever connection: no other connection is read between OpenSSL's decrypting it and the end of the call that tells its owner. */
const record = Buffer.alloc(RECORD)

/** What Node keeps of a socket that was made with `onread` (node:net), by the description of its symbols, and the part of its handle that goes with it. */
const OF_NODE = { buffer: 'kBuffer', callback: 'kBufferCb' }
type Handle = { useUserBuffer?: (buffer: Buffer) => number }
type Insides = TLSSocket & { _handle?: Handle | null } & Record<symbol, unknown>

/**
 * Gives what a TLS connection reads from one buffer that all of them share: a piece is true only during the call. Node makes an array buffer, a Buffer and a
 * pass through its readable stream of each record (what that costs: docs/decisions/0131); its remedy, `onread`, is for sockets that connect, and not
 * for those that a server is given. So this sets what `onread` would have set. A Node that keeps it elsewhere gives its pieces as 'data' events do.
 */
export function readInPlace(socket: TLSSocket, take: (piece: Buffer) => void): void {
  // From the stream flows what it took in before, and everything where the rest is not to be had.
  socket.on('data', take)
  const insides = socket as Insides
  const buffer = symbolOf(socket, OF_NODE.buffer)
  const callback = symbolOf(socket, OF_NODE.callback)
  const handle = insides._handle
  if (buffer === null || callback === null || typeof handle?.useUserBuffer !== 'function') return
  if (socket.readableLength > 0 || handle.useUserBuffer(record) !== 0) return
  insides[buffer] = record
  /** Whether to read on. */
  insides[callback] = (octets: number): boolean => {
    const piece = record.subarray(0, octets)
    // Records that were read with the one at which somebody called for a pause wait in the stream, as much as that holds, and so does what comes before
    // they have gone.
    if (socket.isPaused() || socket.readableLength > 0) return socket.push(Buffer.from(piece))
    take(piece)
    return true
  }
}
