import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { ANCOUNT, FLAGS_HIGH, HEADER_SIZE, NSCOUNT, OUR_UDP_SIZE, TC, write16 } from '../../core/dns/wire.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import { saidTo } from './said.ts'

/** The upstream of a fuzz run as a program of its own, over UDP and TCP on one port. */
const asked = blankAsked()

function replyTo(packet: Buffer): { reply: Buffer; questionEnd: number } | null {
  if (readAsked(packet, asked, 0) !== 'none') return null
  const reply = saidTo(packet.subarray(HEADER_SIZE, asked.questionEnd))
  if (reply === null) return null
  packet.copy(reply, 0, 0, 2)
  return { reply, questionEnd: asked.questionEnd }
}

const streams = createServer((stream) => {
  stream.on('error', () => stream.destroy())
  stream.on(
    'data',
    unframer((packet) => {
      const said = replyTo(packet)
      if (said !== null) stream.write(frame(said.reply))
    })
  )
})
const socket = createSocket('udp4')
socket.on('message', (packet, from) => {
  const said = replyTo(packet)
  if (said === null) return
  const { reply, questionEnd } = said
  socket.send(reply.length <= OUR_UDP_SIZE ? reply : cut(reply, questionEnd), from.port, from.address)
})

function cut(reply: Buffer, questionEnd: number): Buffer {
  reply[FLAGS_HIGH] = reply[FLAGS_HIGH]! | TC
  write16(reply, ANCOUNT, 0)
  write16(reply, NSCOUNT, 0)
  return reply.subarray(0, questionEnd)
}

streams.listen(0, '127.0.0.1', () => {
  const bound = streams.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  socket.bind(port, '127.0.0.1', () => process.stdout.write(`ready ${port}\n`))
})
