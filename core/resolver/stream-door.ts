import type { Socket } from 'node:net'
import { MAX_MESSAGE, write16 } from '../dns/wire.ts'
import type { Door, From, Receiver } from './door.ts'
import { unframer } from './framing.ts'

export type StreamLimits = {
  /** Questions of one connection that may wait for their answers; beyond it nothing more is read from it. */
  questions: number
  /** Without a byte in either direction for so long, a connection is closed (RFC 7766, 6.2.3). */
  idleMs: number
  /** A message that has begun is whole within so long: who sends it octet by octet holds a connection for nothing. */
  messageMs: number
  /** Octets that wait to be taken by a client that does not read. */
  unread: number
}

export type StreamDoor = {
  receiver: Receiver
  limits: StreamLimits
  transport: Door['transport']
  encrypted: boolean
  from: From
  spoke(): void
  /** Gives what comes in, piece by piece; a piece is true only during the call. */
  listen(take: (piece: Buffer) => void): void
}

/** Room for the answers to what came in one piece. What was written from it is never written over: the socket may still hold it. */
const SLAB = 4 * MAX_MESSAGE
const NOTHING: Buffer = Buffer.alloc(0)
let slab = NOTHING
let slabUsed = 0

function roomFor(octets: number): void {
  if (slabUsed + octets <= slab.length) return
  slab = Buffer.allocUnsafe(SLAB)
  slabUsed = 0
}

/**
 * Messages behind their length, over TCP or TLS. Questions are answered as their answers come, in any order (RFC 7766, 6.2.1.1); what is answered at
 * once leaves in one write for all questions that came together, and so do answers that come together later: a record of TLS for each costs more than
 * the answer (docs/decisions/0131).
 */
export function serveStream(
  socket: Socket,
  { receiver, limits, transport, encrypted, from, spoke, listen }: StreamDoor
): void {
  let waiting = 0
  let ended = false
  /** Octets of a message that is not whole yet. */
  let begun = 0
  let slow: NodeJS.Timeout | null = null
  /** Answers that leave in the next write: where each range of them begins and ends in `room`, in turn. */
  const ranges: number[] = []
  let room = NOTHING
  let reading = false
  let due = false

  const door: Door = {
    transport,
    stream: true,
    encrypted,
    send(bytes) {
      // Kept first: what leaves meanwhile must not take itself for the last answer.
      if (!socket.destroyed) keep(bytes)
      waiting--
      if (socket.destroyed || reading || due) return
      due = true
      process.nextTick(flush)
    },
    refuse: () => void socket.destroy(),
  }

  function keep(bytes: Uint8Array): void {
    const octets = 2 + bytes.length
    roomFor(octets)
    if (room !== slab) {
      flush()
      room = slab
    }
    const at = slabUsed
    write16(slab, at, bytes.length)
    slab.set(bytes, at + 2)
    slabUsed = at + octets
    // Behind the last one, unless another connection's came between.
    if (ranges.length > 0 && ranges[ranges.length - 1] === at) ranges[ranges.length - 1] = slabUsed
    else ranges.push(at, slabUsed)
  }

  function flush(): void {
    due = false
    if (ranges.length === 0) return
    const bytes = ranges.length === 2 ? room.subarray(ranges[0], ranges[1]) : joined()
    ranges.length = 0
    // A connection that is silent holds no slab.
    room = NOTHING
    write(bytes)
  }

  function joined(): Buffer {
    let octets = 0
    for (let i = 0; i < ranges.length; i += 2) octets += ranges[i + 1]! - ranges[i]!
    const bytes = Buffer.allocUnsafe(octets)
    let at = 0
    for (let i = 0; i < ranges.length; i += 2) at += room.copy(bytes, at, ranges[i], ranges[i + 1])
    return bytes
  }

  function write(bytes: Buffer): void {
    if (socket.destroyed) return
    const taken = socket.write(bytes)
    if (socket.writableLength > limits.unread) return void socket.destroy()
    if (ended && waiting === 0) socket.end()
    else if (taken && waiting < limits.questions && socket.isPaused()) socket.resume()
  }

  const read = unframer((message) => {
    waiting++
    begun -= 2 + message.length
    if (slow !== null) clearTimeout(slow)
    slow = null
    // What gets no answer is no DNS: the rest of the stream is not worth reading.
    if (!receiver.receive(message, door, from)) socket.destroy()
  })
  listen((piece) => {
    spoke()
    begun += piece.length
    reading = true
    read(piece)
    reading = false
    flush()
    if (waiting >= limits.questions || socket.writableNeedDrain) socket.pause()
    if (begun > 0) slow ??= setTimeout(() => socket.destroy(), limits.messageMs)
  })
  socket.once('close', () => slow !== null && clearTimeout(slow))
  socket.on('drain', () => {
    if (waiting < limits.questions) socket.resume()
  })
  socket.on('end', () => {
    ended = true
    flush()
    if (waiting === 0 && !socket.writableEnded) socket.end()
  })
  socket.on('error', () => socket.destroy())
  socket.setTimeout(limits.idleMs, () => socket.destroy())
}
