import { connect, type Socket } from 'node:net'
import { read16 } from '../../dns/wire.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import { frame, unframer } from '../framing.ts'
import type { Line, LineCounters, LineListener } from './line.ts'
import { waitingQueries, type WaitingQueries } from './waiting.ts'

/** One connection, kept while it is used and shared by all questions that need it (RFC 7766, 6.2). */
const IDLE_MS = 5000

type Connection = { socket: Socket; waiting: WaitingQueries }

export function tcpLine(to: Endpoint, counters: LineCounters): Line {
  let current: Connection | null = null

  function open(): Connection {
    const socket = connect({ host: to.host, port: to.port, noDelay: true })
    const opened: Connection = { socket, waiting: waitingQueries() }
    const read = unframer((message) => {
      if (!opened.waiting.deliver(message)) counters.mismatched++
    })
    const end = (why: string) => {
      if (current === opened) current = null
      socket.destroy()
      opened.waiting.failAll({ kind: 'unreachable', message: `${endpointText(to)} over TCP: ${why}` })
    }
    socket.on('data', read)
    socket.on('error', (error) => end(error.message))
    socket.on('close', () => end('the connection was closed'))
    socket.setTimeout(IDLE_MS, () => end('nothing came any more'))
    return opened
  }

  return {
    send(query: Buffer, listener: LineListener) {
      const { socket, waiting } = (current ??= open())
      const packet = waiting.take(query, listener)
      socket.write(frame(packet))
      return () => waiting.release(read16(packet, 0))
    },
    close: () => current?.socket.destroy(),
  }
}
