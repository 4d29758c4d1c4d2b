import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { read16 } from '../../dns/wire.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import { networkWords } from './fault-words.ts'
import type { Line, LineCounters, LineListener } from './line.ts'
import { waitingQueries, type WaitingQueries } from './waiting.ts'

/**
 * Sockets on ports that the system chose at random, each used for a while and then given back (RFC 5452, 9.2: whoever wants to forge an
 * answer has to guess the port as well as the id). They are connected, so the kernel drops what comes from elsewhere and tells us at once
 * when nobody listens there.
 */
const POOL_SIZE = 16
const USES = 64
const IDLE_MS = 20_000

type Outlet = {
  socket: Socket
  waiting: WaitingQueries
  uses: number
  ready: boolean
  queued: Buffer[]
  closed: boolean
}

export function udpLine(to: Endpoint, counters: LineCounters): Line {
  const pool: Outlet[] = []
  let idleTimer: NodeJS.Timeout | null = null

  function send(query: Buffer, listener: LineListener): () => void {
    const outlet = choose()
    outlet.uses++
    const packet = outlet.waiting.take(query, listener)
    if (outlet.ready) outlet.socket.send(packet)
    else outlet.queued.push(packet)
    if (outlet.uses >= USES) pool.splice(pool.indexOf(outlet), 1)
    idleTimer ??= setTimeout(closeIdle, IDLE_MS).unref()
    return () => {
      outlet.waiting.release(read16(packet, 0))
      if (outlet.waiting.size === 0 && !pool.includes(outlet)) close(outlet)
    }
  }

  function choose(): Outlet {
    if (pool.length >= POOL_SIZE) return pool[randomInt(pool.length)]!
    const outlet = openOutlet(to, { counters, broken: discard })
    pool.push(outlet)
    return outlet
  }

  function discard(outlet: Outlet): void {
    const at = pool.indexOf(outlet)
    if (at >= 0) pool.splice(at, 1)
    close(outlet)
  }

  function closeIdle(): void {
    idleTimer = null
    for (const outlet of pool.filter(({ waiting }) => waiting.size === 0)) discard(outlet)
    if (pool.length > 0) idleTimer = setTimeout(closeIdle, IDLE_MS).unref()
  }

  function giveUp(): void {
    if (idleTimer !== null) clearTimeout(idleTimer)
    idleTimer = null
    for (const outlet of [...pool]) discard(outlet)
  }

  return {
    send,
    // Who waits hears nothing and asks again in its time, as over any datagram that was lost.
    renew: giveUp,
    close: giveUp,
  }
}

function openOutlet(to: Endpoint, events: { counters: LineCounters; broken: (outlet: Outlet) => void }): Outlet {
  const family = isIPv6(to.host) ? 6 : 4
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // The host is an address already; Node would ask its thread pool otherwise.
    lookup: (host, _, found) => found(null, host, family),
  })
  const outlet: Outlet = { socket, waiting: waitingQueries(), uses: 0, ready: false, queued: [], closed: false }
  socket.on('message', (message) => {
    if (!outlet.waiting.deliver(message)) events.counters.mismatched++
  })
  socket.on('error', (error) => {
    events.broken(outlet)
    outlet.waiting.failAll({ kind: 'unreachable', message: `${endpointText(to)}: ${networkWords(error).why}` })
  })
  socket.once('connect', () => {
    outlet.ready = true
    for (const packet of outlet.queued.splice(0)) socket.send(packet)
  })
  socket.connect(to.port, to.host)
  return outlet
}

function close(outlet: Outlet): void {
  if (outlet.closed) return
  outlet.closed = true
  outlet.socket.close()
}
