import type { Socket } from 'node:net'
import { read16 } from '../../dns/wire.ts'
import { frame, unframer } from '../framing.ts'
import type { Connector } from './connector.ts'
import type { Line, LineCounters, LineFault } from './line.ts'
import { waitingQueries, type WaitingQueries } from './waiting.ts'

/** Questions that wait on one connection, and connections to one upstream, before the next question is refused. */
const MAX_WAITING = 1024
const MAX_CONNECTIONS = 4
/** A connection on which no whole answer has come for so long after a question is as good as dead, whatever drips in. */
const STALL_MS = 5000
/** Octets that an upstream does not take. */
const MAX_UNSENT = 1024 * 1024
/** Who goes on answering what was not asked is not worth a connection. */
const MAX_MISMATCHED = 64

type Connection = {
  waiting: WaitingQueries
  /** Null until it stands; what is asked meanwhile waits, since nothing may be said to who has not shown who they are. */
  socket: Socket | null
  queued: Buffer[]
  /** Runs from the first question after the last answer. */
  stall: NodeJS.Timeout | null
  mismatched: number
  over: boolean
}

export type StreamParts = { counters: LineCounters; idleMs: number; stallMs?: number }

/** Connections that are kept while they are used, and shared by all questions without waiting for answers (RFC 7766, 6.2.1.1). */
export function streamLine(connector: Connector, { counters, idleMs, stallMs = STALL_MS }: StreamParts): Line {
  let connections: Connection[] = []

  function open(): Connection {
    const opened: Connection = {
      waiting: waitingQueries(),
      socket: null,
      queued: [],
      stall: null,
      mismatched: 0,
      over: false,
    }
    connections.push(opened)
    void connector.connect().then((outcome) => {
      if (!outcome.ok) return end(opened, outcome.fault)
      if (opened.over) return void outcome.value.destroy()
      use(opened, outcome.value)
    })
    return opened
  }

  function use(connection: Connection, socket: Socket): void {
    connection.socket = socket
    const hungUp = (why: string) => end(connection, { kind: 'hung-up', message: `${connector.label}: ${why}` })
    const read = unframer((message) => {
      if (connection.waiting.deliver(message)) heard(connection)
      else {
        counters.mismatched++
        if (++connection.mismatched > MAX_MISMATCHED) hungUp('it answered what was not asked')
      }
    })
    socket.on('data', read)
    socket.on('error', (error) => hungUp(error.message))
    socket.on('close', () => hungUp('the connection was closed'))
    socket.setTimeout(idleMs, () => hungUp('nothing came any more'))
    for (const packet of connection.queued.splice(0)) socket.write(frame(packet))
  }

  /** One question is answered; the others have as long again. */
  function heard(connection: Connection): void {
    if (connection.stall !== null) clearTimeout(connection.stall)
    connection.stall = connection.waiting.size > 0 ? setTimeout(stalled, stallMs, connection).unref() : null
  }

  function end(connection: Connection, fault: LineFault): void {
    if (connection.over) return
    connection.over = true
    connections = connections.filter((one) => one !== connection)
    if (connection.stall !== null) clearTimeout(connection.stall)
    connection.socket?.destroy()
    connection.waiting.failAll(fault)
  }

  function stalled(connection: Connection): void {
    const message = `${connector.label}: nothing came in ${stallMs / 1000} s`
    // Nobody asks again on a new connection: this one stood, and was silent.
    end(connection, { kind: 'unreachable', message })
  }

  function giveUp(kind: LineFault['kind']): void {
    connector.renew()
    for (const one of connections) end(one, { kind, message: `${connector.label}: the connection was given up` })
  }

  return {
    send(query, listener) {
      const free = connections.find(({ waiting }) => waiting.size < MAX_WAITING)
      const connection = free ?? (connections.length < MAX_CONNECTIONS ? open() : null)
      const full = (connection?.socket?.writableLength ?? 0) > MAX_UNSENT
      if (connection === null || full) return refuse(listener, `${connector.label}: too many questions wait for it`)
      const packet = connection.waiting.take(query, listener)
      if (connection.socket === null) connection.queued.push(packet)
      else connection.socket.write(frame(packet))
      connection.stall ??= setTimeout(stalled, stallMs, connection).unref()
      return () => connection.waiting.release(read16(packet, 0))
    },
    renew: () => giveUp('hung-up'),
    close: () => giveUp('unreachable'),
  }
}

/** Later, as every fault: who sent has to know first how to take it back. */
export function refuse(listener: { fault(fault: LineFault): void }, message: string): () => void {
  let wanted = true
  queueMicrotask(() => wanted && listener.fault({ kind: 'unreachable', message }))
  return () => void (wanted = false)
}
