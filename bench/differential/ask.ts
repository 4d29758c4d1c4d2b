import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { frame, unframer } from '../../core/resolver/framing.ts'

const PATIENCE_MS = 6000
const TRIES = 3

/** The answer to one packet; null when none comes. A busy resolver may drop a question, so it is asked again as every client does. */
export async function ask(packet: Buffer, stream: boolean, port: number): Promise<Buffer | null> {
  for (let left = TRIES; left > 0; left--) {
    const answer = await askOnce(packet, stream, port)
    if (answer !== null) return answer
  }
  return null
}

/** From a port of its own. */
function askOnce(packet: Buffer, stream: boolean, port: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const done = (answer: Buffer | null) => {
      clearTimeout(deadline)
      close()
      resolve(answer)
    }
    const deadline = setTimeout(() => done(null), PATIENCE_MS)
    let close: () => void
    if (stream) {
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(frame(packet)))
      close = () => socket.destroy()
      socket.on('data', unframer(done))
      socket.on('error', () => done(null))
      socket.on('close', () => done(null))
    } else {
      const socket = createSocket('udp4')
      let open = true
      close = () => {
        if (open) socket.close()
        open = false
      }
      // A late answer to somebody who had this port before is none to this question.
      socket.on('message', (answer) => open && answer.readUInt16BE(0) === packet.readUInt16BE(0) && done(answer))
      socket.on('error', () => open && done(null))
      socket.send(packet, port, '127.0.0.1')
    }
  })
}
