import { MAX_MESSAGE } from '../dns/wire.ts'
import { atEndOfTurn } from './end-of-turn.ts'
import type { SendPacket } from './send-at-once.ts'

/** As many packets as libuv reads of a socket before it looks at the others: who has read them answers them. */
const MOST = 32

/**
 * Keeps the packets of a turn of the loop and sends them one right after the other at its end. A packet that comes to a program that waits wakes it, and
 * that is a tenth of what an answer takes; who is still busy with the one before needs no waking (docs/decisions/0016). `send` must not throw.
 */
export function sendTogether(send: SendPacket): SendPacket {
  const kept = Buffer.alloc(MAX_MESSAGE)
  const ends = new Uint32Array(MOST)
  const ports = new Uint16Array(MOST)
  const addresses: string[] = []
  let count = 0
  let used = 0
  let due = false

  function flush(): void {
    let start = 0
    for (let at = 0; at < count; at++) {
      const end = ends[at]!
      send(kept.subarray(start, end), ports[at]!, addresses[at]!)
      start = end
    }
    count = 0
    used = 0
  }

  function turn(): void {
    due = false
    flush()
  }

  return (bytes, port, address) => {
    if (used + bytes.length > kept.length) flush()
    bytes.copy(kept, used)
    used += bytes.length
    ends[count] = used
    ports[count] = port
    addresses[count] = address
    if (++count === MOST) flush()
    else if (!due) {
      due = true
      atEndOfTurn(turn)
    }
  }
}
