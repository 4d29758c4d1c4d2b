import type { Bridge, CallResult } from './contract.ts'
import { createListeners } from './listeners.ts'
import { createPendingCalls } from './pending-calls.ts'
import { toldSchema, WIRE_PATH, type Asked, type Told } from './wire.ts'

/** `lost` holds until the desk answers again; by then events may have been missed, so whoever shows values asks for them anew. */
export type Connection = 'connecting' | 'connected' | 'lost'

/** The Bridge of a browser, with what a screen needs to say that the desk is away. */
export interface SocketBridge extends Bridge {
  connection(): Connection
  /** Told at every change; returns what ends it. */
  onConnection(listener: (connection: Connection) => void): () => void
  /** Ends the connection for good. */
  close(): void
}

/** The address of the desk's WebSocket, from the address of the page that it served. */
export function wireAddress(page: string): string {
  const address = new URL(WIRE_PATH, page)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

/**
 * Carries the contract over one WebSocket. Reconnects by itself, waiting twice as long each time. Calls made before the first connection
 * wait for it; calls under way when a connection ends fail with kind 'unavailable', since nobody knows whether they were carried out;
 * calls made while it is lost fail at once.
 */
export function connectBridge(address: string): SocketBridge {
  const calls = createPendingCalls(post)
  const listeners = createListeners(subscribe)
  const state = watchedConnection()
  let socket = open()
  let retry: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_WAIT_MS
  let closed = false

  function open(): WebSocket {
    const opened = new WebSocket(address)
    opened.addEventListener('open', start)
    opened.addEventListener('message', (event) => hear(readTold(event.data)))
    opened.addEventListener('close', lose)
    return opened
  }

  function start() {
    wait = FIRST_WAIT_MS
    // Before any call: an event that a call of ours causes must find us listening.
    subscribe()
    calls.postWaiting()
    state.become('connected')
  }

  function lose() {
    state.become('lost')
    calls.fail()
    if (closed) return
    retry = setTimeout(() => (socket = open()), wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
  }

  function post(message: Asked): boolean {
    if (socket.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    return true
  }

  function subscribe() {
    post({ kind: 'listen', events: listeners.wanted() })
  }

  function hear(told: Told | null) {
    if (told === null) return
    if (told.kind === 'event') listeners.tell(told.name, told.value)
    else calls.settle(told)
  }

  return {
    async call(name, args) {
      const answer = calls.add(name, args)
      if (state.now() === 'lost') calls.fail()
      return (await answer) as CallResult<typeof name>
    },
    listen: (name, listener) => listeners.add(name, listener),
    connection: () => state.now(),
    onConnection: (listener) => state.watch(listener),
    close() {
      closed = true
      clearTimeout(retry)
      socket.close()
    },
  }
}

function watchedConnection() {
  const watchers = new Set<(connection: Connection) => void>()
  let now: Connection = 'connecting'
  return {
    now: () => now,
    become(next: Connection) {
      if (next === now) return
      now = next
      for (const watcher of [...watchers]) watcher(next)
    },
    watch(listener: (connection: Connection) => void): () => void {
      watchers.add(listener)
      return () => {
        watchers.delete(listener)
      }
    },
  }
}

/** Null for what no desk of this contract says: a newer one after an update, until the page is loaded again. */
function readTold(text: unknown): Told | null {
  if (typeof text !== 'string') return null
  const told = toldSchema.safeParse(JSON.parse(text))
  return told.success ? told.data : null
}
