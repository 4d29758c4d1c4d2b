import { fastify, type FastifyInstance } from 'fastify'
import websocket from '@fastify/websocket'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { CallError } from '../../../core/contract/fault.ts'
import { connectBridge, wireAddress, type Connection, type SocketBridge } from '../../../core/contract/socket-bridge.ts'
import { WIRE_PATH } from '../../../core/contract/wire.ts'
import { createEventHub } from '../../../core/desk/events.ts'
import type { EventHub, Handlers } from '../../../core/desk/handlers.ts'
import { serveWire } from '../../../headless/wire.ts'
import { fakeHandlers, noBugs } from '../../fakes/handlers.ts'
import { someHealth } from '../../fakes/values.ts'

let events: EventHub
let app: FastifyInstance
let port: number

/** A desk without its door: only the wire. */
async function open(handlers: Partial<Handlers>, report: (bug: unknown) => void = noBugs): Promise<SocketBridge> {
  await listen(handlers, report)
  const bridge = connectBridge(wireAddress(`http://127.0.0.1:${String(port)}/#/live`))
  onTestFinished(() => bridge.close())
  return bridge
}

async function listen(handlers: Partial<Handlers>, report: (bug: unknown) => void = noBugs): Promise<void> {
  app = fastify({ forceCloseConnections: true })
  await app.register(websocket)
  app.get(WIRE_PATH, { websocket: true }, (socket) =>
    serveWire(socket, { handlers: fakeHandlers(handlers), events, report })
  )
  await app.listen({ host: '127.0.0.1', port })
  port = (app.server.address() as { port: number }).port
}

const becomes = (bridge: SocketBridge, wanted: Connection) => vi.waitFor(() => expect(bridge.connection()).toBe(wanted))

beforeEach(() => {
  events = createEventHub()
  port = 0
})

afterEach(() => app.close())

describe('a call over the wire', () => {
  it('gets its answer, also when it is made before the connection stands', async () => {
    const bridge = await open({ 'workstation.health': async () => someHealth })
    expect(bridge.connection()).toBe('connecting')
    expect(await bridge.call('workstation.health', {})).toEqual(someHealth)
  })

  it('gets its own answer when a later one is answered first', async () => {
    const first = Promise.withResolvers<null>()
    const bridge = await open({
      'history.checkFilter': ({ filter }) =>
        filter === 'slow' ? first.promise : Promise.resolve({ message: `read ${filter}`, at: 0 }),
    })
    const slow = bridge.call('history.checkFilter', { filter: 'slow' })
    expect(await bridge.call('history.checkFilter', { filter: 'fast' })).toEqual({ message: 'read fast', at: 0 })
    first.resolve(null)
    expect(await slow).toBeNull()
  })

  it('is refused with the field that is wrong', async () => {
    const bridge = await open({})
    const call = bridge.call('workstation.pause', { minutes: -1 })
    await expect(call).rejects.toMatchObject({ kind: 'bad-input', field: 'minutes' })
  })

  it('is refused when the contract has no such call', async () => {
    const bridge = await open({})
    await expect(bridge.call('files.delete' as 'lists.all', {})).rejects.toMatchObject({ kind: 'bad-input' })
  })

  it('rejects with what a person can mend, as a plain fault', async () => {
    const fault = { kind: 'not-found' as const, message: 'there is no such list', field: null }
    const bridge = await open({ 'lists.reload': () => Promise.reject(new CallError(fault)) })
    const thrown: unknown = await bridge.call('lists.reload', { id: 'x' }).catch((error: unknown) => error)
    expect(thrown).toEqual(fault)
  })

  it('rejects with a bug, which is reported', async () => {
    const reported: unknown[] = []
    const bug = new Error('broken')
    const bridge = await open({ 'lists.all': () => Promise.reject(bug) }, (one) => reported.push(one))
    await expect(bridge.call('lists.all', {})).rejects.toMatchObject({ kind: 'bug', message: 'broken' })
    expect(reported).toEqual([bug])
  })
})

describe('an event over the wire', () => {
  it('reaches who listens to it, until they end it', async () => {
    const bridge = await open({ 'lists.all': async () => [] })
    const heard: unknown[] = []
    const end = bridge.listen('navigate', (value) => heard.push(value))
    await bridge.call('lists.all', {})
    events.emit('navigate', { view: 'lists' })
    events.emit('stale', { what: ['lists'] })
    await bridge.call('lists.all', {})
    end()
    await bridge.call('lists.all', {})
    events.emit('navigate', { view: 'live' })
    await bridge.call('lists.all', {})
    expect(heard).toEqual([{ view: 'lists' }])
  })

  it('is not sent to a browser that does not listen', async () => {
    await listen({})
    const socket = new WebSocket(wireAddress(`http://127.0.0.1:${String(port)}/`))
    const received: unknown[] = []
    socket.addEventListener('message', ({ data }) => received.push(JSON.parse(String(data))))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    events.emit('navigate', { view: 'lists' })
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'nothing', args: {} }))
    await vi.waitFor(() => expect(received).toHaveLength(1))
    expect(received[0]).toMatchObject({ kind: 'fault', id: 1 })
  })
})

describe('a connection that is lost', () => {
  it('fails the calls under way, says so, comes back, and listens again', async () => {
    const never = Promise.withResolvers<never>()
    const bridge = await open({ 'workstation.health': () => never.promise })
    const seen: Connection[] = []
    bridge.onConnection((connection) => seen.push(connection))
    const heard: unknown[] = []
    bridge.listen('navigate', (value) => heard.push(value))
    await becomes(bridge, 'connected')
    const underWay = bridge.call('workstation.health', {})
    underWay.catch(() => undefined)
    await app.close()
    await expect(underWay).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(bridge.call('workstation.health', {})).rejects.toMatchObject({ kind: 'unavailable' })

    await listen({ 'lists.all': async () => [] })
    await becomes(bridge, 'connected')
    expect(await bridge.call('lists.all', {})).toEqual([])
    events.emit('navigate', { view: 'vetting' })
    await vi.waitFor(() => expect(heard).toEqual([{ view: 'vetting' }]))
    expect(seen).toEqual(['connected', 'lost', 'connected'])
  })

  it.each(['', 'not json', '[]', '{"kind":"shout"}', '{"kind":"listen","events":["everything"]}'])(
    'is how the desk answers %j',
    async (sent) => {
      await listen({})
      const socket = new WebSocket(wireAddress(`http://127.0.0.1:${String(port)}/`))
      socket.addEventListener('open', () => socket.send(sent))
      const { code } = await new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
      expect(code).toBe(1008)
    }
  )
})
