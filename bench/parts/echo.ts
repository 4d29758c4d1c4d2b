import { createSocket } from 'node:dgram'
import { isMainThread, Worker } from 'node:worker_threads'

/** The floor of this runtime: a worker thread that sends each packet back as it came, with the QR bit set, in the plainest way Node has. */
if (isMainThread) {
  new Worker(new URL(import.meta.url))
} else {
  const socket = createSocket('udp4')
  socket.on('message', (packet, from) => {
    packet[2] = packet[2]! | 0x80
    socket.send(packet, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1', () => process.stdout.write(`ready ${socket.address().port}\n`))
}
