import { createSocket } from 'node:dgram'
import dnsPacket from 'dns-packet'

/** Milliseconds between two questions, and how long one is waited for. */
const EVERY_MS = 4
const PATIENCE_MS = 2000

export type Felt = { asked: number; lost: number; p50Ms: number; p99Ms: number; worstMs: number }

/** A client that asks on and on, one name after the other, and remembers how long each answer took. */
export interface SteadyQuestions extends Disposable {
  /** What was felt since the last call, once what is on its way has come or is lost. */
  felt(): Promise<Felt>
}

export function askSteadily(port: number, names: readonly string[]): SteadyQuestions {
  const socket = createSocket('udp4')
  const waiting = new Map<number, number>()
  let milliseconds: number[] = []
  let asked = 0
  let lost = 0
  let next = 0
  let ended = false

  socket.on('message', (message) => {
    const sentAt = waiting.get(message.readUInt16BE(0))
    if (sentAt === undefined || !waiting.delete(message.readUInt16BE(0))) return
    milliseconds.push(performance.now() - sentAt)
  })

  function ask(): void {
    const id = next & 0xffff
    const name = names[next++ % names.length]!
    const question = dnsPacket.encode({
      type: 'query',
      id,
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [{ name, type: 'A' }],
    })
    waiting.set(id, performance.now())
    asked++
    socket.send(question, port, '127.0.0.1')
  }

  function giveUp(): void {
    const before = performance.now() - PATIENCE_MS
    for (const [id, sentAt] of waiting) {
      if (sentAt > before) return
      waiting.delete(id)
      lost++
    }
  }

  const timers = [setInterval(ask, EVERY_MS), setInterval(giveUp, PATIENCE_MS / 10)]
  return {
    async felt() {
      const end = next
      while ([...waiting.keys()].some((id) => isBefore(id, end & 0xffff)))
        await new Promise((resolve) => setTimeout(resolve, 20))
      const sorted = milliseconds.toSorted((a, b) => a - b)
      const at = (share: number) =>
        rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN)
      const felt = { asked, lost, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) }
      milliseconds = []
      asked = waiting.size
      lost = 0
      return felt
    },
    [Symbol.dispose]() {
      if (ended) return
      ended = true
      timers.forEach(clearInterval)
      socket.close()
    },
  }
}

/** Of numbers that go round: those that are not more than half of them behind. */
function isBefore(id: number, end: number): boolean {
  return ((end - id) & 0xffff) > 0 && ((end - id) & 0xffff) < 0x8000
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
