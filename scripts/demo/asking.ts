import dgram from 'node:dgram'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { encode, type RecordType } from 'dns-packet'
import type { Network } from './traffic.ts'
import { TYPES } from './zone.ts'

export type AskingParts = { network: Network; server: { host: string; port: number }; signal: AbortSignal }

const PAUSE_MS = 120

/** Asks until it is told to stop: some eight questions a second, each from its client's own loopback address. */
export async function keepAsking({ network, server, signal }: AskingParts): Promise<void> {
  const sockets = new Map<string, Promise<dgram.Socket>>()
  let id = 0
  while (!signal.aborted) {
    const { client, name, type } = network.next()
    const socket = sockets.get(client) ?? socketOf(client)
    sockets.set(client, socket)
    // dns-packet writes a type that it does not know, such as HTTPS (RFC 9460), by its number.
    const questions = [{ name, type: `UNKNOWN_${TYPES[type]}` as RecordType }]
    const query = { type: 'query' as const, id: (id = (id + 1) % 65_536), flags: 0x0100, questions }
    ;(await socket).send(encode(query), server.port, server.host)
    await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined)
  }
  for (const socket of sockets.values()) (await socket).close()
}

/** Linux lets a socket take any address of 127.0.0.0/8; elsewhere all clients are 127.0.0.1. */
async function socketOf(client: string): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4')
  socket.on('message', () => undefined)
  socket.bind(0, process.platform === 'linux' ? client : '127.0.0.1')
  await once(socket, 'listening')
  return socket
}
