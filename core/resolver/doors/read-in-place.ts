import type { ServerHttp2Stream } from 'node:http2'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { symbolOf } from '../../system/symbol-of.ts'

/** The plain text of a record of TLS has 2^14 octets at most (RFC 8446, 5.1). */
const RECORD = 2 ** 14
/** What was read last, of whichever stream: no other is read between the filling of it and the end of the call that tells its owner. */
const record = Buffer.alloc(RECORD)

type Handle = { useUserBuffer?: (buffer: Buffer) => number }
type Insides = Duplex & Record<symbol, unknown>

/**
 * Where Node keeps what `onread` sets (node:net), which is its remedy for sockets that connect: it makes no array buffer and no Buffer of each piece then, and
 * passes none through the readable stream (what those cost: docs/decisions/0131). For sockets that a server is given, and for streams of HTTP/2, there is
 * no `onread`, but what it sets is there. Null in a Node that keeps it elsewhere.
 */
const IN_NODE = symbolsOfNode()

function symbolsOfNode() {
  const any = new Socket()
  const handle = symbolOf(any, 'kHandle')
  const buffer = symbolOf(any, 'kBuffer')
  const callback = symbolOf(any, 'kBufferCb')
  const nextBuffer = symbolOf(any, 'kBufferGen')
  if (handle === null || buffer === null || callback === null || nextBuffer === null) return null
  return { handle, buffer, callback, nextBuffer }
}

/** Lets Node read a stream into `record`; `told` hears of how many octets, and says whether to read on. False where that cannot be had. */
function readIntoRecord(stream: Duplex, told: (octets: number) => boolean): boolean {
  if (IN_NODE === null || stream.readableLength > 0) return false
  const insides = stream as Insides
  const handle = insides[IN_NODE.handle] as Handle | undefined
  if (typeof handle?.useUserBuffer !== 'function' || handle.useUserBuffer(record) !== 0) return false
  insides[IN_NODE.buffer] = record
  insides[IN_NODE.callback] = told
  insides[IN_NODE.nextBuffer] = null
  return true
}

/** Gives what a TLS connection reads from one buffer that all of them share: a piece is true only during the call. */
export function readInPlace(socket: TLSSocket, take: (piece: Buffer) => void): void {
  // From the stream flows what it took in before, and everything where the rest is not to be had.
  socket.on('data', take)
  readIntoRecord(socket, (octets) => {
    const piece = record.subarray(0, octets)
    // Records that were read with the one at which somebody called for a pause wait in the stream, as much as that holds, and so does what comes before
    // they have gone.
    if (socket.isPaused() || socket.readableLength > 0) return socket.push(Buffer.from(piece))
    take(piece)
    return true
  })
}

/** The same for the body of a request over HTTP/2; nobody pauses it. Who waits for an end that trailers may bring has to read the stream then. */
export function readBodyInPlace(stream: ServerHttp2Stream, take: (piece: Buffer) => void): void {
  const inPlace = readIntoRecord(stream, (octets) => {
    take(record.subarray(0, octets))
    return true
  })
  // A look, and what the stream itself would do from piece to piece stays undone: nothing comes out of it but its end.
  if (inPlace) stream.read(0)
  else stream.on('data', take)
}
