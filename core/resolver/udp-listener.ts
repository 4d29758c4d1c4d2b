import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Door, From, Receiver } from './door.ts'
import type { Endpoint } from './endpoint.ts'
import { sendAtOnce } from './send-at-once.ts'
import { sendTogether } from './send-together.ts'

/** Room for a burst while the thread is busy; the system may give less. */
const RECEIVE_BUFFER = 4 * 2 ** 20

/** Rejects with the system's error when the address cannot be had. */
export async function listenUdp(at: Endpoint, receiver: Receiver): Promise<Socket> {
  const family = isIPv6(at.host) ? 6 : 4
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: family === 6,
    // Askers have addresses, never names. Node's own look-up would go round by another turn of the loop for each answer.
    lookup: (host, _, found) => found(null, host, family),
  })
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  socket.once('error', reject)
  socket.bind(at.port, at.host, () => resolve(undefined))
  await promise
  socket.removeAllListeners('error')
  // An answer to an asker that has gone comes back as an error of the socket; the next asker has nothing to do with it.
  socket.on('error', () => undefined)
  growReceiveBuffer(socket)
  const door = udpDoor(socket)
  socket.on('message', (packet: Buffer, from: RemoteInfo) => {
    // Nobody can be answered at port 0, which only a made-up packet comes from.
    if (from.port !== 0) receiver.receive(packet, door, from)
  })
  return socket
}

function udpDoor(socket: Socket): Door {
  const sendPacket = sendAtOnce(socket)
  let closed = false
  socket.once('close', () => (closed = true))
  const sendLater = sendTogether((bytes, port, address) => {
    // An answer may come for a question that was asked before the socket was closed.
    if (closed) return
    try {
      sendPacket(bytes, port, address)
    } catch (error) {
      // As what cannot be sent comes back at other times: the other answers leave.
      socket.emit('error', error)
    }
  })
  return {
    transport: 0,
    stream: false,
    encrypted: false,
    send: (bytes, to: From) => sendLater(bytes, to.port, to.address),
  }
}

function growReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER)
  } catch {
    // The usual size does; a burst then loses packets that clients send again.
  }
}
