import { createSocket, type Socket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { sendAtOnce } from '../../core/resolver/send-at-once.ts'

const open: Socket[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function socket(): Promise<Socket> {
  const opened = createSocket({ type: 'udp4', lookup: (host, _, found) => found(null, host, 4) })
  open.push(opened)
  await new Promise<void>((done) => opened.bind(0, '127.0.0.1', done))
  return opened
}

/** What the handle of a socket is sent, and how it answers when it has no room. */
type Handle = { send: (request: object, list: Buffer[], ...rest: unknown[]) => number }

function handleOf(one: Socket): Handle {
  const symbol = Object.getOwnPropertySymbols(one).find(({ description }) => description === 'state symbol')!
  return (one as unknown as Record<symbol, { handle: Handle }>)[symbol]!.handle
}

async function receiver(count: number): Promise<{ port: number; came: Promise<string[]> }> {
  const to = await socket()
  const texts: string[] = []
  const { promise, resolve } = Promise.withResolvers<string[]>()
  to.on('message', (packet) => {
    texts.push(packet.toString())
    if (texts.length === count) resolve(texts)
  })
  return { port: to.address().port, came: promise }
}

describe('packets that are sent at once', () => {
  it('come, each with what its bytes were during the call', async () => {
    const send = sendAtOnce(await socket())
    const { port, came } = await receiver(100)
    const bytes = Buffer.alloc(4)
    for (let i = 0; i < 100; i++) {
      bytes.write(`n${String(i).padStart(3, '0')}`)
      send(bytes, port, '127.0.0.1')
    }
    expect(await came).toEqual(Array.from({ length: 100 }, (_, i) => `n${String(i).padStart(3, '0')}`))
  })

  it('share one request, but never one that is under way', async () => {
    const from = await socket()
    const send = sendAtOnce(from)
    const handle = handleOf(from)
    const { send: sends } = handle
    send(Buffer.from('first'), 9, '127.0.0.1')
    const requests: { request: object; list: Buffer[]; bytes: Buffer }[] = []
    let room = true
    handle.send = (request, list) => {
      requests.push({ request, list, bytes: list[0]! })
      return room ? list[0]!.length + 1 : 0
    }
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer]
    send(a, 9, '127.0.0.1')
    room = false
    send(b, 9, '127.0.0.1')
    from.getSendQueueCount = () => 1
    send(c, 9, '127.0.0.1')
    from.getSendQueueCount = () => 0
    room = true
    send(d, 9, '127.0.0.1')
    handle.send = sends
    expect(new Set(requests.map(({ request }) => request)).size).toBe(3)
    expect(requests[0]!.request).toBe(requests[1]!.request)
    // What waits keeps its octets, and behind it a copy goes: the caller writes over its own.
    expect(requests.slice(1, 3).map(({ list }) => list[0]?.toString())).toEqual(['b', 'c'])
    expect(requests.map(({ bytes }, at) => bytes === [a, b, c, d][at])).toEqual([true, true, false, true])
  })

  it('go by Node’s own send where that ends elsewhere', async () => {
    const from = await socket()
    const send = sendAtOnce(Object.create(from, {}) as Socket)
    const { port, came } = await receiver(2)
    send(Buffer.from('one'), port, '127.0.0.1')
    send(Buffer.from('two'), port, '127.0.0.1')
    expect(await came).toEqual(['one', 'two'])
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
