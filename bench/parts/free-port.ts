import { createSocket } from 'node:dgram'

/** For a server that cannot say which port it took. It may be gone by then: the server's own start tells. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', () => done()))
  const { port } = socket.address()
  await new Promise<void>((done) => socket.close(() => done()))
  return port
}
