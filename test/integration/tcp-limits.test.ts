import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encode } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import type { Receiver } from '../../core/resolver/door.ts'
import { frame } from '../../core/resolver/framing.ts'
import type { ConnectionListener } from '../../core/resolver/connections.ts'
import { listenTcp, type TcpLimits } from '../../core/resolver/tcp-listener.ts'

const LIMITS: TcpLimits = {
  connections: 8,
  questions: 128,
  idleMs: 5000,
  messageMs: 60,
  unread: 100_000,
  connectionsEach: 4,
}
const question = encode({ type: 'query', id: 7, questions: [{ name: 'www.shop-mirror.net', type: 'A' }] })

const open: (ConnectionListener | Socket)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    if ('port' in one) await new Promise<void>((done) => one.close(done))
    else one.destroy()
  }
})

async function start(receiver: Receiver): Promise<Socket> {
  const listener = await listenTcp({ host: '127.0.0.1', port: 0 }, receiver, { limits: LIMITS })
  open.push(listener)
  const socket = connect(listener.port, '127.0.0.1')
  open.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Cut off is cut off, with an error or without one. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

const echo: Receiver = {
  receive(packet, door, from) {
    door.send(packet, from)
    return true
  },
}

describe('a client over TCP that is slow', () => {
  it('is cut off when a message that it began does not end, however steadily its octets come', async () => {
    const socket = await start(echo)
    const octets = frame(question)
    let sent = 0
    const drip = setInterval(() => socket.write(octets.subarray(sent, ++sent)), 10)
    await closed(socket)
    clearInterval(drip)
    expect(sent).toBeLessThan(octets.length)
  })

  it('is not cut off while its messages are whole', async () => {
    const socket = await start(echo)
    let received = 0
    socket.on('data', (piece: Buffer) => (received += piece.length))
    for (let i = 0; i < 3; i++) {
      socket.write(frame(question))
      await expect.poll(() => received, { interval: 40 }).toBe((i + 1) * (question.length + 2))
    }
    expect(socket.destroyed).toBe(false)
  })

  it('is cut off when it asks and does not read', async () => {
    const answer = Buffer.alloc(60_000)
    const socket = await start({
      receive(_, door, from) {
        door.send(answer, from)
        return true
      },
    })
    socket.pause()
    const asking = setInterval(() => socket.write(frame(question)), 1)
    await closed(socket)
    clearInterval(asking)
    expect(socket.errored).not.toBeNull()
  })
})
