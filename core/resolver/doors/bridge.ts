import type { MessagePort } from 'node:worker_threads'
import { MAX_MESSAGE, read16, read32, write16, write32 } from '../../dns/wire.ts'
import type { Door, From, Receiver } from '../door.ts'
import { endOfTurn } from '../end-of-turn.ts'

/**
 * Questions from the thread of the encrypted doors to the resolver's, and their answers back. What comes at about one time travels together: a
 * message between threads costs as much as several answers.
 *
 * A question: number (4 octets), transport (1), client's port (2), its address's number (2), 0 or the address's length and one (1), the address unless it was
 * 0, length (2), message. An answer: number (4), length (2), message; a length of 0 says that there will be none.
 */
const QUESTION_HEAD = 12
/** Addresses that go by number, said once: a client asks often, and its text costs as much as its question. When all are given out they begin again at 0. */
const NUMBERED_ADDRESSES = 1024
const ANSWER_HEAD = 6
const MOST_ADDRESS = 64

/** Questions that wait on the other side; beyond it the connection is closed that asks. */
const MOST_WAITING = 16_384
/** Questions answered in one turn of the resolver's loop: its own sockets come between. */
const IN_ONE_TURN = 64

type Port = Pick<MessagePort, 'postMessage' | 'on'>

/**
 * Turns of their loop in which the doors gather questions, and how long at most, in milliseconds. Waking the resolver costs two changes of threads, and
 * where both share a core it takes the doors' place at once: a few more looks at the sockets make fewer and fuller batches. They cost a lone question
 * some microseconds; a turn that is long, with handshakes in it, is the last.
 */
const GATHERING = { turns: 6, ms: 0.25 }
/** The resolver's answers leave at the end of the turn in which they were made. */
const AT_ONCE = { turns: 1, ms: 0 }

/** Octets that leave together at the end of so many turns, or of the one in which the time is up. */
function batch(port: Port, { turns, ms }: { turns: number; ms: number }) {
  let bytes = Buffer.alloc(4 * MAX_MESSAGE)
  let used = 0
  let due = false
  let left = 0
  let until = 0

  function turn(): void {
    if (--left > 0 && performance.now() < until) setImmediate(turn)
    else {
      due = false
      flush()
    }
  }

  function flush(): void {
    if (used === 0) return
    const leaving = new Uint8Array(used)
    leaving.set(bytes.subarray(0, used))
    used = 0
    port.postMessage(leaving, [leaving.buffer])
  }

  return {
    /** Room for so many octets; where it begins. */
    room(octets: number): number {
      if (used + octets > bytes.length) flush()
      if (octets > bytes.length) bytes = Buffer.alloc(octets)
      const at = used
      used += octets
      return at
    },
    get bytes() {
      return bytes
    },
    flush,
    flushSoon(): void {
      if (due) return
      due = true
      left = turns
      if (turns > 1) until = performance.now() + ms
      setImmediate(turn)
    },
  }
}

type Waiting = { door: Door; from: From }

/** The doors' side: takes questions in and gives their answers out. */
export function receiverOver(port: Port): Receiver {
  const out = batch(port, GATHERING)
  const waiting: (Waiting | undefined)[] = []
  const free: number[] = []
  const addresses = new Map<string, number>()

  function newNumberOf(address: string): number {
    if (addresses.size === NUMBERED_ADDRESSES) addresses.clear()
    const number = addresses.size
    addresses.set(address, number)
    return number
  }

  port.on('message', (answers: Uint8Array) => {
    const bytes = Buffer.from(answers.buffer, answers.byteOffset, answers.byteLength)
    for (let at = 0; at < bytes.length;) {
      const number = read32(bytes, at)
      const end = at + ANSWER_HEAD + read16(bytes, at + 4)
      const who = waiting[number]
      waiting[number] = undefined
      free.push(number)
      if (end > at + ANSWER_HEAD) who?.door.send(bytes.subarray(at + ANSWER_HEAD, end), who.from)
      else who?.door.refuse?.()
      at = end
    }
  })

  return {
    receive(packet, door, from) {
      if (packet.length > MAX_MESSAGE || from.address.length > MOST_ADDRESS) return false
      if (free.length === 0 && waiting.length >= MOST_WAITING) return false
      const number = free.pop() ?? waiting.length
      waiting[number] = { door, from }
      const known = addresses.get(from.address)
      const text = known === undefined ? from.address : ''
      let at = out.room(QUESTION_HEAD + text.length + packet.length)
      const { bytes } = out
      write32(bytes, at, number)
      bytes[at + 4] = door.transport
      write16(bytes, at + 5, from.port)
      write16(bytes, at + 7, known ?? newNumberOf(text))
      bytes[at + 9] = known === undefined ? text.length + 1 : 0
      at += 10
      if (text !== '') at += bytes.write(text, at, 'latin1')
      write16(bytes, at, packet.length)
      bytes.set(packet, at + 2)
      out.flushSoon()
      return true
    },
  }
}

/** The resolver's side: answers what comes, a few at a time. */
export function answerOver(port: Port, receiver: Receiver): void {
  const out = batch(port, AT_ONCE)
  const come: Buffer[] = []
  const addresses: string[] = []
  let at = 0
  let due = false

  function reply(number: number, message: Uint8Array): void {
    const start = out.room(ANSWER_HEAD + message.length)
    write32(out.bytes, start, number)
    write16(out.bytes, start + 4, message.length)
    out.bytes.set(message, start + ANSWER_HEAD)
    out.flushSoon()
  }

  function take(bytes: Buffer): void {
    const number = read32(bytes, at)
    const address = read16(bytes, at + 7)
    const said = bytes[at + 9]!
    const addressEnd = at + 10 + Math.max(0, said - 1)
    if (said > 0) addresses[address] = bytes.toString('latin1', at + 10, addressEnd)
    const from = { address: addresses[address]!, port: read16(bytes, at + 5) }
    const door: Door = {
      transport: bytes[at + 4]!,
      stream: true,
      encrypted: true,
      send: (message) => reply(number, message),
    }
    const start = addressEnd + 2
    at = start + read16(bytes, addressEnd)
    if (!receiver.receive(bytes.subarray(start, at), door, from)) reply(number, NOTHING)
  }

  function turn(): void {
    due = false
    // Answers to plain questions do not wait for these.
    endOfTurn()
    for (let answered = 0; answered < IN_ONE_TURN && come.length > 0; answered++) {
      take(come[0]!)
      if (at < come[0]!.length) continue
      come.shift()
      at = 0
    }
    out.flush()
    if (come.length > 0) soon()
  }

  function soon(): void {
    if (due) return
    due = true
    setImmediate(turn)
  }

  port.on('message', (questions: Uint8Array) => {
    come.push(Buffer.from(questions.buffer, questions.byteOffset, questions.byteLength))
    if (!due) turn()
  })
}

const NOTHING = new Uint8Array(0)
