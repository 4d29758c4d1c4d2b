import type { Asked } from '../dns/asked.ts'
import { CLASSIC_UDP_SIZE, MAX_MESSAGE, OUR_UDP_SIZE } from '../dns/wire.ts'
import { isLoopback } from './endpoint.ts'

/** The asker's place; what `dgram` gives with each packet is one. */
export type From = { readonly port: number; readonly address: string }

/**
 * Where packets come in and answers leave. The bytes given to `send` are true only during the call: a door that cannot send them at once
 * makes a copy.
 */
export interface Door {
  /** Number of the transport in a record's flags. */
  readonly transport: number
  /** A stream has no size limit but the message's own. */
  readonly stream: boolean
  /** Whether only the asker can read what is sent: there an answer's length is worth hiding (RFC 8467). */
  readonly encrypted: boolean
  send(bytes: Buffer, to: From): void
  /** Instead of an answer, where `receive` could not say at once that there will be none. */
  refuse?(): void
}

/** Who takes packets in. False when one gets no answer at all. A packet that comes over TLS or HTTP/2 is true only during the call. */
export interface Receiver {
  receive(packet: Buffer, door: Door, from: From): boolean
}

/** A packet with where it came from and its two times: on the wall, and for durations. */
export type Arrival = { packet: Buffer; door: Door; from: From; time: number; elapsed: number }

/** What an answer may measure. Off loopback, no more than passes without fragments. */
export function sizeLimit({ door, from }: Arrival, asked: Asked): number {
  if (door.stream) return MAX_MESSAGE
  if (!asked.edns || asked.udpSize <= CLASSIC_UDP_SIZE) return CLASSIC_UDP_SIZE
  return asked.udpSize <= OUR_UDP_SIZE || isLoopback(from.address) ? asked.udpSize : OUR_UDP_SIZE
}
