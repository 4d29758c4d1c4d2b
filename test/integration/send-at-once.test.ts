import { createSocket, type Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import type { Receiver } from '../../core/resolver/door.ts'
import { closeAll } from '../../core/resolver/listening.ts'
import { sendAtOnce } from '../../core/resolver/send-at-once.ts'
import { listenUdp } from '../../core/resolver/udp-listener.ts'

const open: Socket[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function socket(address = '127.0.0.1'): Promise<Socket> {
  const family = address.includes(':') ? 6 : 4
  const opened = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    lookup: (host, _, found) => found(null, host, family),
  })
  open.push(opened)
  await new Promise<void>((done) => opened.bind(0, address, done))
  return opened
}

/** What the handle of a socket is sent, and how it answers when it has no room. */
type Handle = { send: (request: object, list: Buffer[], ...rest: unknown[]) => number }

function handleOf(one: Socket): Handle {
  const symbol = Object.getOwnPropertySymbols(one).find(({ description }) => description === 'state symbol')!
  return (one as unknown as Record<symbol, { handle: Handle }>)[symbol]!.handle
}

async function receiver(count: number, address?: string): Promise<{ port: number; came: Promise<string[]> }> {
  const to = await socket(address)
  const texts: string[] = []
  const { promise, resolve } = Promise.withResolvers<string[]>()
  to.on('message', (packet) => {
    texts.push(packet.toString())
    if (texts.length === count) resolve(texts)
  })
  return { port: to.address().port, came: promise }
}

/** Not every machine has IPv6. */
const LOOPBACKS = ['127.0.0.1', '::1'].filter((address) =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some((one) => one.address === address))
)

describe('packets that are sent at once', () => {
  it.each(LOOPBACKS)('come from %s, each with what its bytes were during the call', async (address) => {
    const send = sendAtOnce(await socket(address))
    const { port, came } = await receiver(100, address)
    const bytes = Buffer.alloc(4)
    for (let i = 0; i < 100; i++) {
      bytes.write(`n${String(i).padStart(3, '0')}`)
      send(bytes, port, address)
    }
    expect(await came).toEqual(Array.from({ length: 100 }, (_, i) => `n${String(i).padStart(3, '0')}`))
  })

  it('share one request, but never one that is under way', async () => {
    const from = await socket()
    const send = sendAtOnce(from)
    const handle = handleOf(from)
    const { send: sends } = handle
    send(Buffer.from('first'), 9, '127.0.0.1')
    const requests: { request: object; octets: Buffer }[] = []
    let room = true
    handle.send = (request, list) => {
      requests.push({ request, octets: list[0]! })
      return room ? list[0]!.length + 1 : 0
    }
    from.getSendQueueCount = () => (room ? 0 : 1)
    const bytes = Buffer.alloc(1)
    const say = (text: string) => {
      bytes.write(text)
      send(bytes, 9, '127.0.0.1')
    }
    say('a')
    say('b')
    room = false
    say('c')
    say('d')
    room = true
    say('e')
    handle.send = sends
    const [a, b, c, d, e] = requests.map(({ request }) => request)
    expect(a).toBe(b)
    expect(b).toBe(c)
    expect(new Set([c, d, e]).size).toBe(3)
    // What left is gone; what waits keeps its octets, though the caller wrote over its own.
    expect(requests.slice(2).map(({ octets }) => octets.toString())).toEqual(['c', 'd', 'e'])
  })

  it('that cannot be sent leave the socket as it was', async () => {
    const from = await socket()
    const send = sendAtOnce(from)
    const { port, came } = await receiver(2)
    for (let i = 0; i < 3; i++) expect(() => send(Buffer.from('nowhere'), 0, '127.0.0.1')).toThrow('Port')
    send(Buffer.from('one'), port, '127.0.0.1')
    send(Buffer.alloc(70_000), port, '127.0.0.1')
    send(Buffer.from('two'), port, '127.0.0.1')
    expect(await came).toEqual(['one', 'two'])
  })

  it('go by Node’s own send where that ends elsewhere', async () => {
    const from = await socket()
    let plain = 0
    const send = sendAtOnce({
      send: (bytes: Buffer, port: number, address: string) => from.send(bytes, port, address, () => plain++),
    } as unknown as Socket)
    const { port, came } = await receiver(2)
    send(Buffer.from('one'), port, '127.0.0.1')
    send(Buffer.from('two'), port, '127.0.0.1')
    expect(await came).toEqual(['one', 'two'])
    await expect.poll(() => plain).toBe(2)
  })

  it('go nowhere from a socket that is being closed', async () => {
    const from = await socket()
    const send = sendAtOnce(from)
    const { port, came } = await receiver(1)
    send(Buffer.from('one'), port, '127.0.0.1')
    open.splice(open.indexOf(from), 1)
    from.close()
    send(Buffer.from('two'), port, '127.0.0.1')
    expect(await came).toEqual(['one'])
  })
})

describe('the door of plain DNS', () => {
  it('answers what it read in one turn at its end', async () => {
    /** How many answers had left when each question was taken. */
    const leftBefore: number[] = []
    let left = 0
    const receiver: Receiver = {
      receive(packet, to, from) {
        leftBefore.push(left)
        to.send(packet, from)
        return true
      },
    }
    const door = await listenUdp(AT, receiver)
    open.push(door)
    const handle = handleOf(door)
    const { send } = handle
    handle.send = (...given) => (left++, send.apply(handle, given))
    expect(await asker(door, ['1', '2', '3', '4', '5'])).toEqual(['1', '2', '3', '4', '5'])
    expect(leftBefore).toEqual([0, 0, 0, 0, 0])
  })

  it('answers before it is closed', async () => {
    const sockets: Socket[] = []
    const { promise: gone, resolve } = Promise.withResolvers<undefined>()
    const receiver: Receiver = {
      receive(packet, to, from) {
        to.send(packet, from)
        void closeAll(sockets).then(() => resolve(undefined))
        return true
      },
    }
    const door = await listenUdp(AT, receiver)
    sockets.push(door)
    expect(await asker(door, ['the last'])).toEqual(['the last'])
    await gone
  })

  it('sends the others where one answer cannot be sent', async () => {
    const receiver: Receiver = {
      receive(packet, to, from) {
        to.send(packet, packet.toString() === 'bad' ? { ...from, port: 0 } : from)
        return true
      },
    }
    const door = await listenUdp(AT, receiver)
    open.push(door)
    // The first goes by another way.
    expect(await asker(door, ['first'])).toEqual(['first'])
    const handle = handleOf(door)
    const { send } = handle
    handle.send = (...given) => {
      if (given[3] === 0) throw new Error('no such port')
      return send.apply(handle, given)
    }
    expect(await asker(door, ['one', 'bad', 'two'], 2)).toEqual(['one', 'two'])
  })

  it('does not listen to port 0, where nobody can be answered', async () => {
    const asked: number[] = []
    const receiver = { receive: (_packet: Buffer, _door: unknown, from: { port: number }) => asked.push(from.port) > 0 }
    const door = await listenUdp(AT, receiver)
    open.push(door)
    for (const port of [0, 4000]) door.emit('message', Buffer.from('?'), { address: '127.0.0.1', port, family: 'IPv4' })
    expect(asked).toEqual([4000])
  })
})

const AT = { host: '127.0.0.1', port: 0 }

/** Asks all at once, so that one turn of the door reads them, and gives back what came. */
async function asker(door: Socket, texts: string[], answers = texts.length): Promise<string[]> {
  const client = await socket()
  const came: string[] = []
  const { promise, resolve } = Promise.withResolvers<string[]>()
  client.on('message', (packet) => {
    if (came.push(packet.toString()) === answers) resolve(came)
  })
  const { port } = door.address()
  for (const text of texts) client.send(text, port, '127.0.0.1')
  return promise
}
