import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { encode } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import type { Receiver } from '../../core/resolver/door.ts'
import { NO_DOORS, type DoorsConfig, type DoorState } from '../../core/resolver/doors/config.ts'
import { createDoors } from '../../core/resolver/doors/doors.ts'

const HOST = '127.0.0.2'
const OPEN: DoorsConfig = { ...NO_DOORS, addresses: [HOST] }
const question = encode({ type: 'query', id: 7, questions: [{ name: 'www.shop-mirror.net', type: 'A' }] })
const answer = Buffer.from('the answer of the receiver')
const receiver: Receiver = {
  receive(packet, door, from) {
    if (packet.equals(question)) door.send(answer, from)
    return true
  },
}

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

function doorsHere() {
  let states: DoorState[] = []
  const doors = createDoors({ receiver, onChange: (now) => (states = now) })
  open.push(() => doors.close())
  return { doors, openNow: () => states.find(({ kind }) => kind === 'dns')?.open }
}

async function socketAt(host: string, port = 0): Promise<Socket> {
  const socket = createSocket('udp4')
  open.push(() => new Promise((done) => socket.close(() => done())))
  socket.bind(port, host)
  await once(socket, 'listening')
  return socket
}

async function heard(socket: Socket): Promise<Buffer> {
  const [message] = (await once(socket, 'message')) as [Buffer]
  return message
}

describe('the doors on the addresses of the network', () => {
  it('let ask who is on a network of the settings, as they are now, and always this machine', async () => {
    const { doors } = doorsHere()
    const asked = ['192.0.2.9', '198.51.100.9', '203.0.113.9', '127.0.0.1', '::1']
    const may = () => asked.map((address) => doors.mayAsk(address))
    expect(may()).toEqual([false, false, false, true, true])
    await doors.follow({ ...OPEN, clients: ['192.0.2.0/24'] }, 0)
    expect(may()).toEqual([true, false, false, true, true])
    await doors.follow({ ...OPEN, clients: ['198.51.100.0/24'] }, 0)
    expect(may()).toEqual([false, true, false, true, true])
    await doors.follow(OPEN, 0)
    expect(may()).toEqual([false, false, false, true, true])
  })

  it('answer over UDP there, and no more when the address is taken away', async () => {
    const { doors, openNow } = doorsHere()
    await doors.follow(OPEN, 0)
    const port = Number(openNow()?.[0]?.replace(`${HOST}:`, ''))
    expect(openNow()).toEqual([`${HOST}:${port}`])
    const client = await socketAt('127.0.0.1')
    client.send(question, port, HOST)
    expect(await heard(client)).toEqual(answer)

    await doors.follow(NO_DOORS, 0)
    expect(openNow()).toEqual([])
    // Whoever takes the place now gets what is sent there.
    const successor = await socketAt(HOST, port)
    client.send(question, port, HOST)
    expect(await heard(successor)).toEqual(question)
  })
})
