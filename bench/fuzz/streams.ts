import type { Duplex } from 'node:stream'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { read16, write16 } from '../../core/dns/wire.ts'
import { seeded } from '../../core/model/random.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import { wrongWith } from './checks.ts'
import { createPackets } from './packets.ts'
import { cut, writePieces } from './pieces.ts'
import { sentinel, SENTINEL_MS } from './sentinel.ts'
import { faultIn } from './walk.ts'
import type { FuzzRun } from './watch.ts'

/** Connections at a time, and messages at most on one. */
const LANES = 8
const MESSAGES = 100
const LOOK_MS = 500
const STREAM = { stream: true, loopback: true }

/** One connection's worth: octets cut into pieces by chance, and which messages they hold. */
type Load = {
  pieces: Buffer[]
  sent: Map<number, Buffer>
  framing: 'whole' | 'broken'
  mayClose: boolean
  last: number
}

/**
 * A door for streams: many messages in one go, cut into pieces anywhere; now and then with lengths that lie, octets between messages, or an early end.
 * On a whole stream every answer is held against its question, and the plain question at the end must be answered, unless something before it was no
 * DNS and the connection was closed for it. On a broken one, the connection must come to its end, and what came must be DNS.
 */
export async function fuzzStreams(run: FuzzRun, open: () => Duplex): Promise<Record<string, number>> {
  const { seed, packets, progress } = run
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const next = createPackets(random)
  const asked = blankAsked()
  const counts = { connections: 0, answered: 0, 'closed for what was no DNS': 0, 'broken framing': 0 }
  let done = 0

  function load(): Load {
    const broken = below(8) === 0
    const frames: Buffer[] = []
    const sent = new Map<number, Buffer>()
    let mayClose = false
    const size = 1 + below(MESSAGES)
    for (let id = 0; id < size; id++) {
      const packet = next()
      // What is no DNS ends the connection: most connections shall live longer than that.
      if (readAsked(packet, asked, 0) === 'ignored') {
        if (below(40) !== 0) continue
        mayClose = true
      }
      done++
      progress.take(packet)
      if (packet.length >= 2) write16(packet, 0, id)
      sent.set(id, packet)
      frames.push(broken && below(4) === 0 ? lying(packet) : frame(packet))
    }
    const plain = sentinel(size)
    sent.set(size, plain)
    frames.push(frame(plain))
    return {
      pieces: cut(Buffer.concat(frames), below),
      sent,
      framing: broken ? 'broken' : 'whole',
      mayClose,
      last: size,
    }
  }

  function lying(packet: Buffer): Buffer {
    const framed = frame(packet)
    const kind = below(4)
    if (kind === 0) return Buffer.concat([framed, Buffer.from([below(256)])])
    if (kind === 1) return framed.subarray(0, below(framed.length))
    write16(framed, 0, kind === 2 ? below(0x10000) : Math.max(0, packet.length + below(9) - 4))
    return framed
  }

  async function connection({ pieces, sent, framing, mayClose, last }: Load): Promise<void> {
    counts.connections++
    const stream = open()
    const { promise, resolve, reject } = Promise.withResolvers<'answered' | 'closed'>()
    const complain = (what: string, ...bytes: Buffer[]) =>
      reject(new Error([what, ...bytes.map((one) => one.toString('hex'))].join('\n  ')))
    const read = unframer((answer) => {
      counts.answered++
      if (framing === 'broken') {
        const fault = faultIn(answer)
        return fault === null ? undefined : complain(fault, answer)
      }
      const id = read16(answer, 0)
      const packet = sent.get(id)
      if (packet === undefined) return complain('an answer that nobody waits for', answer)
      sent.delete(id)
      const fault = wrongWith(packet, answer, STREAM)
      if (fault !== null) complain(fault, packet, answer)
      else if (id === last) resolve('answered')
    })
    stream.on('data', read)
    stream.on('error', () => resolve('closed'))
    stream.on('close', () => resolve('closed'))
    // Counted in looks, not by the clock: on a busy machine this program may not run for seconds.
    let quiet = 0
    stream.on('data', () => (quiet = 0))
    const looking = setInterval(() => {
      if (++quiet > SENTINEL_MS / LOOK_MS) complain(`nothing more for ${SENTINEL_MS / 1000} s (${framing} framing)`)
    }, LOOK_MS)
    try {
      await Promise.race([writePieces(stream, pieces, below), promise])
      if (framing === 'broken') stream.end()
      const how = await promise
      if (framing === 'broken') counts['broken framing']++
      else if (how === 'closed' && !mayClose) throw new Error('a connection was closed though everything on it was DNS')
      else if (how === 'closed') counts['closed for what was no DNS']++
    } finally {
      clearInterval(looking)
      stream.destroy()
    }
  }

  async function lane(): Promise<void> {
    while (done < packets) await connection(load())
  }

  await Promise.all(Array.from({ length: LANES }, lane))
  return { packets: done, ...counts }
}
