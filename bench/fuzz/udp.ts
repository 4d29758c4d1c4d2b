import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { read16, write16 } from '../../core/dns/wire.ts'
import { seeded } from '../../core/model/random.ts'
import { wrongWith } from './checks.ts'
import { createPackets } from './packets.ts'
import { sentinel, SENTINEL_MS, SENT_AGAIN_MS } from './sentinel.ts'
import type { FuzzRun } from './watch.ts'

/** Before the sentinel is waited for. Few enough for the product's receive buffer. */
const AT_ONCE = 256
/** Each has ids of its own, so that an id is used again only after the latest answer to its packet. */
const SOCKETS = 16
/** The product gives up an upstream after 4.4 s. */
const LAST_ANSWER_MS = 6000

type Asker = {
  socket: Socket
  sent: (Buffer | null)[]
  next: number
  /** Sentinels that were sent again: they may be answered twice. */
  again: Set<number>
}

/** The UDP door of the product. Ids are replaced by a running number, so that each answer finds its packet. */
export async function fuzzUdp({ seed, packets, progress, ports }: FuzzRun): Promise<Record<string, number>> {
  const next = createPackets(seeded(seed))
  const asked = blankAsked()
  const counts: Record<string, number> = { answered: 0, silent: 0, unanswered: 0 }
  const wrong: Error[] = []
  const sentinels = new Map<number, () => void>()
  const askers = await Promise.all(Array.from({ length: SOCKETS }, openAsker))

  async function openAsker(): Promise<Asker> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 2 ** 22 })
    const asker: Asker = { socket, sent: Array.from({ length: 0x10000 }, () => null), next: 0, again: new Set() }
    socket.on('message', (answer) => take(asker, answer))
    socket.connect(ports.plain, '127.0.0.1')
    await once(socket, 'connect')
    return asker
  }

  function take({ sent, again }: Asker, answer: Buffer): void {
    const id = answer.length >= 2 ? read16(answer, 0) : -1
    const packet = sent[id] ?? null
    if (packet === null) return again.has(id) ? undefined : complain('an answer that nobody waits for', [answer])
    sent[id] = null
    const fault = wrongWith(packet, answer, { stream: false, loopback: true })
    if (fault !== null) return complain(fault, [packet, answer])
    counts.answered!++
    sentinels.get(id)?.()
  }

  function complain(what: string, bytes: Buffer[]): void {
    wrong.push(new Error([what, ...bytes.map((one) => one.toString('hex'))].join('\n  ')))
  }

  function send(asker: Asker, packet: Buffer): number {
    const id = asker.next
    asker.next = (id + 1) & 0xffff
    if (asker.sent[id] !== null) counts.unanswered!++
    if (packet.length >= 2) write16(packet, 0, id)
    const silent = readAsked(packet, asked, 0) === 'ignored'
    if (silent) counts.silent!++
    asker.sent[id] = silent ? null : packet
    asker.socket.send(packet)
    return id
  }

  /** Resolves when a plain question is answered. */
  async function answers(asker: Asker): Promise<void> {
    const packet = sentinel(0)
    const id = send(asker, packet)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    sentinels.set(id, () => resolve(true))
    // Counted in looks, not by the clock: this program may not have run for seconds.
    let looks = 0
    const again = setInterval(() => {
      if (++looks >= SENTINEL_MS / SENT_AGAIN_MS) return resolve(false)
      asker.again.add(id)
      asker.socket.send(packet)
    }, SENT_AGAIN_MS)
    const answered = await promise
    clearInterval(again)
    sentinels.delete(id)
    if (!answered) throw new Error(`a plain question is not answered within ${SENTINEL_MS / 1000} s any more`)
  }

  for (let done = 0, turn = 0; done < packets; turn++) {
    const asker = askers[turn % SOCKETS]!
    for (let i = 0; i < AT_ONCE && done < packets; i++, done++) {
      const packet = next()
      progress.take(packet)
      send(asker, packet)
    }
    await answers(asker)
    if (wrong.length > 0) throw wrong[0]!
  }
  await pause(LAST_ANSWER_MS)
  for (const { sent, socket } of askers) {
    counts.unanswered! += sent.filter((packet) => packet !== null).length
    socket.close()
  }
  return counts
}
