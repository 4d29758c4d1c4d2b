import type { WebsocketHandler } from '@fastify/websocket'
import type { EventName } from '../core/contract/contract.ts'
import { askedSchema, type Asked, type Told } from '../core/contract/wire.ts'
import { answerCall, type EventHub, type Handlers } from '../core/desk/handlers.ts'

type WebSocket = Parameters<WebsocketHandler>[0]

/** What a wire carries: the contract's answers and events. */
export type Carried = { handlers: Handlers; events: EventHub; report: (bug: unknown) => void }

/** A pasted list of 8 million characters, each of which may take three bytes and JSON's escapes. */
export const LONGEST_MESSAGE_BYTES = 32 * 1024 * 1024

/** A browser that far behind will not catch up; it connects anew and asks for what it shows. */
const LARGEST_BACKLOG_BYTES = 16 * 1024 * 1024
const TRY_AGAIN_LATER = 1013
const UNREADABLE = 1008
const HEARTBEAT_MS = 20_000

/** Serves the contract to one browser until its socket closes. */
export function serveWire(socket: WebSocket, { handlers, events, report }: Carried): void {
  let wanted: ReadonlySet<EventName> = new Set()
  const say = (told: Told) => {
    if (socket.bufferedAmount > LARGEST_BACKLOG_BYTES) socket.close(TRY_AGAIN_LATER, 'too far behind')
    else socket.send(JSON.stringify(told))
  }
  const hear = async (asked: Asked | null) => {
    if (asked === null) {
      socket.close(UNREADABLE, 'not a message of the contract')
      return
    }
    if (asked.kind === 'listen') {
      wanted = new Set(asked.events)
      return
    }
    const reply = await answerCall({ handlers, report }, asked.name, asked.args)
    const { id } = asked
    say(reply.ok ? { kind: 'value', id, value: reply.value } : { kind: 'fault', id, fault: reply.fault })
  }
  const unsubscribe = events.subscribe((name, value) => {
    if (wanted.has(name)) say({ kind: 'event', name, value })
  })
  const stopHeartbeat = heartbeat(socket)
  socket.on('message', (data: Buffer) => void hear(readAsked(data.toString('utf8'))))
  socket.on('error', report)
  socket.on('close', () => {
    unsubscribe()
    stopHeartbeat()
  })
}

/** Ends a socket whose other side is gone without a word, such as behind a tunnel that broke. */
function heartbeat(socket: WebSocket): () => void {
  let alive = true
  socket.on('pong', () => (alive = true))
  const timer = setInterval(() => {
    if (alive) socket.ping()
    else socket.terminate()
    alive = false
  }, HEARTBEAT_MS)
  return () => clearInterval(timer)
}

function readAsked(text: string): Asked | null {
  try {
    return askedSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
