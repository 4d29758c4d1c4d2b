import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { decode, encode } from 'dns-packet'
import { expect, it } from 'vitest'
import { askOverTcp, askOverUdp } from '../../../core/desk/ask.ts'

const about = { name: 'lists.example.net', type: 'A', withinMs: 2000 } as const
const right = (query: Buffer) => {
  const { id = 0, questions } = decode(query)
  return encode({
    ...{ type: 'response', id, questions: questions! },
    answers: [{ type: 'A', name: 'lists.example.net', ttl: 60, data: '192.0.2.7' }],
  })
}
const withOtherId = (reply: Buffer) => Buffer.concat([Buffer.from([reply[0]! ^ 1, reply[1]!]), reply.subarray(2)])

it('over UDP what cannot be read, and what answers something else, is passed over', async () => {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const reply = right(query)
    for (const sent of [reply.subarray(0, 20), withOtherId(reply), reply]) socket.send(sent, from.port, from.address)
  })
  const port = await new Promise<number>((done) => socket.bind(0, '127.0.0.1', () => done(socket.address().port)))
  const asked = await askOverUdp({ ...about, server: { host: '127.0.0.1', port } })
  expect(asked).toMatchObject({ kind: 'answered', packet: { answers: [{ data: '192.0.2.7' }] } })
  socket.close()
})

it('over TCP an answer that cannot be read is none', async () => {
  const server = createServer((stream) =>
    stream.on('data', (query: Buffer) => {
      const cut = right(query.subarray(2)).subarray(0, 20)
      stream.write(Buffer.concat([Buffer.from([0, cut.length]), cut]))
    })
  )
  const port = await new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      done(typeof at === 'object' && at !== null ? at.port : 0)
    })
  )
  const asked = await askOverTcp({ ...about, withinMs: 200, server: { host: '127.0.0.1', port } })
  expect(asked).toEqual({ kind: 'silent', afterMs: 200 })
  await new Promise((done) => server.close(done))
})
