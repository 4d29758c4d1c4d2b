import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listenForConnections, type ConnectionListener } from '../../core/resolver/connections.ts'

/** Whom the connections come from, in turn: all of a test come from this machine, which no limit holds for. */
const callers = vi.hoisted((): string[] => [])

vi.mock('node:net', async (original) => {
  const net = await original<typeof import('node:net')>()
  const createServer: typeof net.createServer = (options?: object, take?: (socket: Socket) => void) =>
    net.createServer(options ?? {}, (socket) =>
      take?.(Object.defineProperty(socket, 'remoteAddress', { value: callers.shift() }))
    )
  return { ...net, createServer }
})

const open: (ConnectionListener | Socket)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    if ('port' in one) await new Promise<void>((done) => one.close(done))
    else one.destroy()
  }
})

/** Two connections for each other machine, and room for all. */
async function listening() {
  const admission = { limits: { connections: 100, connectionsEach: 2 }, mayConnect: () => true }
  const taken: Socket[] = []
  const listener = await listenForConnections({ host: '127.0.0.1', port: 0 }, admission, ({ socket }) => {
    taken.push(socket)
    socket.resume().write('in')
  })
  open.push(listener)
  const isLetIn = async (address: string): Promise<boolean> => {
    callers.push(address)
    const socket = connect(listener.port, '127.0.0.1')
    open.push(socket)
    socket.on('error', () => undefined)
    return new Promise((resolve) => socket.once('data', () => resolve(true)).once('close', () => resolve(false)))
  }
  return { isLetIn, taken }
}

describe('connections of one client', () => {
  it('are no more than its limit, and take nothing from another client', async () => {
    const { isLetIn } = await listening()
    expect(await isLetIn('192.0.2.9')).toBe(true)
    expect(await isLetIn('192.0.2.9')).toBe(true)
    expect(await isLetIn('192.0.2.9')).toBe(false)
    expect(await isLetIn('192.0.2.10')).toBe(true)
  })

  it('are counted together for a network of IPv6', async () => {
    const { isLetIn } = await listening()
    expect(await isLetIn('2001:db8::1')).toBe(true)
    expect(await isLetIn('2001:db8::2')).toBe(true)
    expect(await isLetIn('2001:db8::3')).toBe(false)
    expect(await isLetIn('2001:db8:0:1::1')).toBe(true)
  })

  it('are counted while they are open', async () => {
    const { isLetIn, taken } = await listening()
    expect(await isLetIn('192.0.2.9')).toBe(true)
    expect(await isLetIn('192.0.2.9')).toBe(true)
    const gone = once(taken[0]!, 'close')
    taken[0]!.destroy()
    await gone
    expect(await isLetIn('192.0.2.9')).toBe(true)
    expect(await isLetIn('192.0.2.9')).toBe(false)
  })

  it('are as many as they like from this machine', async () => {
    const { isLetIn } = await listening()
    for (let i = 0; i < 5; i++) expect(await isLetIn('127.0.0.1')).toBe(true)
  })
})
