import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Door } from '../../../core/resolver/door.ts'
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

/** What a socket would hand to the system, a piece a write. */
function recordingSocket(): { socket: Socket; written: Buffer[] } {
  const written: Buffer[] = []
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk)
      done()
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
