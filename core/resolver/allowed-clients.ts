import { blankAsked, readAsked } from '../dns/asked.ts'
import { RCODE } from '../dns/mnemonics.ts'
import { faultReply } from '../dns/reply.ts'
import type { Receiver } from './door.ts'

export type AllowedParts = {
  /** Whether who is at this address may ask. */
  mayAsk(address: string): boolean
  onRefused(): void
}

/**
 * Stands before doors that other machines can reach. Who may not ask is told REFUSED over UDP, in no more octets than it sent, so that a person who
 * forgot a network in the settings sees why; a stream is closed (most are before they are opened: connections.ts).
 */
export function allowedClients(receiver: Receiver, { mayAsk, onRefused }: AllowedParts): Receiver {
  const asked = blankAsked()
  return {
    receive(packet, door, from) {
      if (mayAsk(from.address)) return receiver.receive(packet, door, from)
      onRefused()
      if (door.stream || readAsked(packet, asked, 0) !== 'none') return false
      door.send(faultReply(packet, asked, RCODE.REFUSED), from)
      return true
    },
  }
}
