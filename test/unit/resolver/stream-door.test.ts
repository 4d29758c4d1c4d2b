import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Door, Receiver } from '../../../core/resolver/door.ts'
import { frame } from '../../../core/resolver/framing.ts'
import { serveStream } from '../../../core/resolver/stream-door.ts'

const LIMITS = { questions: 8, idleMs: 1000, messageMs: 1000, unread: 2 ** 16 }

it('answers what comes together in one write, whether at once or later', async () => {
  const { socket, written } = recordingSocket()
  const doors: Door[] = []
  serveStream(socket, {
    receiver: {
      receive(packet, door) {
        doors.push(door)
        // The first two questions are answered at once, the others when the test says so.
        if (doors.length <= 2) door.send(packet, FROM)
        return true
      },
    },
    limits: LIMITS,
    transport: 1,
    encrypted: false,
    from: FROM,
    spoke: () => undefined,
    listen: listenTo(socket),
  })
  const [one, two, three] = ['one', 'two', 'three'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]

  socket.push(Buffer.concat([frame(one), frame(two)]))
  await nextTurn()
  expect(written).toEqual([Buffer.concat([frame(one), frame(two)])])

  socket.push(Buffer.concat([frame(one), frame(two), frame(three)]))
  await nextTurn()
  expect(written).toHaveLength(1)
  for (const [at, answer] of [one, two, three].entries()) doors[2 + at]!.send(answer, FROM)
  await nextTurn()
  expect(written.slice(1)).toEqual([Buffer.concat([frame(one), frame(two), frame(three)])])
})

const listenTo = (socket: Socket) => (take: (piece: Buffer) => void) => void socket.on('data', take)

const FROM = { address: '127.0.0.1', port: 4000 }

/** What a socket would hand to the system, a piece a write. `take` calls back when the system has taken a piece. */
function recordingSocket(take = (done: () => void): void => done()): { socket: Socket; written: Buffer[] } {
  const written: Buffer[] = []
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk)
      take(done)
    },
    writev(chunks, done) {
      written.push(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)))
      done()
    },
  })
  const socket = Object.assign(stream, { setTimeout: () => socket }) as unknown as Socket
  return { socket, written }
}

// Of so many answers of the largest size one is the last that has no room beside those before it.
it.each([1, 2, 3, 4, 5])('gives the last of %d answers to who has ended its side', async (questions) => {
  const { socket, written } = recordingSocket()
  const doors: Door[] = []
  const receiver = { receive: (_: Buffer, door: Door) => doors.push(door) > 0 }
  const limits = { ...LIMITS, questions: 16, unread: 2 ** 22 }
  const listen = listenTo(socket)
  serveStream(socket, { receiver, limits, transport: 1, encrypted: false, from: FROM, spoke: () => undefined, listen })
  socket.push(Buffer.concat(Array.from({ length: questions }, () => frame(Buffer.from('?')))))
  await nextTurn()
  socket.push(null)
  await nextTurn()
  const answer = Buffer.alloc(65_535, 1)
  for (const door of doors) door.send(answer, FROM)
  await nextTurn()
  expect(Buffer.concat(written)).toHaveLength(questions * (2 + answer.length))
  expect(socket.writableEnded).toBe(true)
})

// An answer of 65,535 octets is one that has to drain.
it.each([1, 65_535])('reads no more while too many questions wait (answers of %d octets)', async (octets) => {
  const { socket } = recordingSocket(process.nextTick)
  const doors: Door[] = []
  const receiver = { receive: (_: Buffer, door: Door) => doors.push(door) > 0 }
  const limits = { ...LIMITS, questions: 2, unread: 2 ** 22 }
  const listen = listenTo(socket)
  serveStream(socket, {
    receiver,
    limits,
    transport: 1,
    encrypted: false,
    from: FROM,
    spoke: () => undefined,
    listen,
  })
  const receivedAfter = async (act: () => void) => {
    act()
    await nextTurn()
    return doors.length
  }
  const ask = (questions: number) => () =>
    void socket.push(Buffer.concat(Array.from({ length: questions }, () => frame(Buffer.from('?')))))
  const answer = (question: number) => () => doors[question]!.send(Buffer.alloc(octets), FROM)

  // What came in one piece was read already.
  expect(await receivedAfter(ask(3))).toBe(3)
  expect(await receivedAfter(ask(1))).toBe(3)
  expect(await receivedAfter(answer(0))).toBe(3)
  expect(await receivedAfter(answer(1))).toBe(4)
  expect(await receivedAfter(ask(1))).toBe(4)
  expect(await receivedAfter(answer(2))).toBe(5)
})

it('ends a connection whose client leaves more octets unread than may wait', async () => {
  const { socket, written } = recordingSocket(() => undefined)
  const receiver: Receiver = {
    receive(packet, door) {
      door.send(packet, FROM)
      return true
    },
  }
  const limits = { ...LIMITS, unread: 100 }
  const listen = listenTo(socket)
  serveStream(socket, { receiver, limits, transport: 1, encrypted: false, from: FROM, spoke: () => undefined, listen })
  socket.push(frame(Buffer.alloc(98)))
  await nextTurn()
  expect([written.length, socket.writableLength, socket.destroyed]).toEqual([1, 100, false])
  socket.push(frame(Buffer.alloc(0)))
  await nextTurn()
  expect(socket.destroyed).toBe(true)
})
