import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const TRIES = 20

/** Over UDP and TCP, for a server that cannot say which port it took. It may be gone by then: the server's own start tells. */
export async function freePort(): Promise<number> {
  for (let left = TRIES; left > 0; left--) {
    const socket = createSocket('udp4')
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', () => done()))
    const { port } = socket.address()
    const free = await isFreeOverTcp(port)
    await new Promise<void>((done) => socket.close(() => done()))
    if (free) return port
  }
  throw new Error(`no port in ${TRIES} is free over UDP and TCP`)
}

function isFreeOverTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
