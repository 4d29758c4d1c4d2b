import { createSocket } from 'node:dgram'
import { HEADER_SIZE } from '../../core/dns/wire.ts'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { compose } from '../../core/dns/compose.ts'
import { TYPE } from '../../core/dns/mnemonics.ts'

/** A loopback upstream that answers every name with one documentation address. */
const socket = createSocket('udp4')
const asked = blankAsked()
socket.on('message', (packet, from) => {
  if (readAsked(packet, asked, 0) !== 'none') return
  const question = packet.subarray(HEADER_SIZE, asked.questionEnd)
  const { bytes } = compose(question, [{ type: TYPE.A, ttl: 86_400, rdata: Buffer.from([192, 0, 2, 7]) }], [])
  packet.copy(bytes, 0, 0, 2)
  bytes[2] = 0x81
  bytes[3] = 0x80
  socket.send(bytes, from.port, from.address)
})
socket.bind(0, '127.0.0.1', () => process.stdout.write(`ready ${socket.address().port}\n`))
