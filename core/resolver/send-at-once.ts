import type { Socket } from 'node:dgram'
import { symbolOf } from '../system/symbol-of.ts'

/** What Node keeps of a socket (node:dgram), by the description of its symbol: the handle with which its `send` ends, null once it is closed. */
const STATE = 'state symbol'
type State = { handle?: Handle | null }
type Handle = { send: Send }
/** Octets of the packet and one when it has left; 0 when the system has no room for it yet. */
type Send = (
  ...packet: [request: object, list: Buffer[], count: number, port: number, address: string, told: boolean]
) => number
/** A packet under way. Its list holds its octets until it has left. */
type Request = { list: Buffer[] }

/** The bytes are true only during the call. */
export type SendPacket = (bytes: Buffer, port: number, address: string) => void

/** What answers measure, but for a few. */
const USUAL_OCTETS = 4096

/**
 * Sends packets of a socket whose `lookup` gives addresses back at once. Node's `send` makes two closures, a list and a request for each of them, although
 * nearly all have left when it returns: one request and one copy of the octets serve for all of those here (docs/decisions/0016). The first packet goes by
 * `send` and shows what a request is; on a Node whose `send` does not end there, so do all.
 */
export function sendAtOnce(socket: Socket): SendPacket {
  const state = stateOf(socket)
  let request: Request | null = null
  /** Packets may wait for room: whatever joins them has octets and a request of its own. */
  let mayWait = true
  let octets = Buffer.alloc(USUAL_OCTETS)
  /** The first of `octets`, by how many. */
  let views: Buffer[] = []

  const plainly: SendPacket = (bytes, port, address) => socket.send(Buffer.from(bytes), port, address)

  function learn(handle: Handle, sendFirst: () => void): void {
    const { send } = handle
    handle.send = (...given) => {
      request = freshRequest(given[0])
      return send.apply(handle, given)
    }
    try {
      sendFirst()
    } finally {
      handle.send = send
    }
  }

  function copyOf(bytes: Buffer): Buffer {
    if (mayWait || bytes.length > octets.length) return Buffer.from(bytes)
    bytes.copy(octets)
    return (views[bytes.length] ??= octets.subarray(0, bytes.length))
  }

  return (bytes, port, address) => {
    const handle = state?.handle
    // It is being closed.
    if (handle === null) return
    if (typeof handle?.send !== 'function') return plainly(bytes, port, address)
    if (request === null) return learn(handle, () => plainly(bytes, port, address))
    if (mayWait) mayWait = socket.getSendQueueCount() > 0
    request.list[0] = copyOf(bytes)
    if (handle.send(request, request.list, 1, port, address, false) > 0) return
    // Until the packet has left, these are busy.
    request = freshRequest(request)
    if (!mayWait) {
      octets = Buffer.alloc(USUAL_OCTETS)
      views = []
    }
    mayWait = true
  }
}

function freshRequest(like: object): Request {
  const Kind = like.constructor as new () => object
  return Object.assign(new Kind(), { list: [] })
}

function stateOf(socket: Socket): State | null {
  const symbol = symbolOf(socket, STATE)
  return symbol === null ? null : (socket as unknown as Record<symbol, State>)[symbol]!
}
