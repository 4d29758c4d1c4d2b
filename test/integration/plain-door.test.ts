import { request } from 'node:http'
import { connect } from 'node:http2'
import { once } from 'node:events'
import { encode } from 'dns-packet'
import { expect, it } from 'vitest'
import { NO_DOORS } from '../../core/resolver/doors/config.ts'
import { encryptedDoors } from '../../core/resolver/doors/encrypted.ts'

const question = encode({ type: 'query', id: 7, questions: [{ name: 'www.shop-mirror.net', type: 'A' }] })
const path = `/dns-query?dns=${question.toString('base64url')}`

async function opened(proxies: string[]) {
  const clients: string[] = []
  const doors = encryptedDoors({
    receive: (packet, door, from) => (clients.push(from.address), door.send(packet, from), true),
  })
  const states = await doors.follow({
    ...NO_DOORS,
    plain: { port: 0, path: '/dns-query' },
    clients: ['198.51.100.0/24'],
    proxies,
  })
  const port = Number(/^127\.0\.0\.1:(\d+)$/.exec(states.find(({ kind }) => kind === 'plain')!.open[0]!)![1])
  const statusFor = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
  return { clients, port, statusFor, [Symbol.asyncDispose]: () => doors.close() }
}

it('a web page that reaches the plain door under a name of its own reads nothing there', async () => {
  await using door = await opened([])
  for (const host of ['localhost', '127.0.0.1:8053', '[::1]:8053', 'LOCALHOST:1'])
    expect(await door.statusFor({ host })).toBe(200)
  for (const host of ['page.example', 'localhost.page.example', '127.0.0.1.page.example:8053', '192.0.2.1'])
    expect(await door.statusFor({ host, 'x-forwarded-for': '127.0.0.1' })).toBe(403)
  const session = connect(`http://127.0.0.1:${door.port}`)
  const stream = session.request({ ':path': path, ':authority': 'page.example' })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers[':status']).toBe(403)
  session.destroy()
})

it('a proxy that the settings name is called as it likes, and says who asks', async () => {
  await using door = await opened(['127.0.0.1'])
  const host = 'dns.example.net'
  expect(await door.statusFor({ host, 'x-forwarded-for': '198.51.100.7' })).toBe(200)
  expect(await door.statusFor({ host, 'x-forwarded-for': '203.0.113.5' })).toBe(403)
  expect(await door.statusFor({ host, 'x-forwarded-for': `${'a,'.repeat(40)}203.0.113.5` })).toBe(403)
  expect(door.clients).toEqual(['198.51.100.7'])
})

it('a web page on the machine of a named proxy cannot say who asks: it names our port, which no proxy has', async () => {
  await using door = await opened(['127.0.0.1'])
  const forged = { 'x-forwarded-for': '198.51.100.7' }
  expect(await door.statusFor({ host: `page.example:${door.port}`, ...forged })).toBe(403)
  expect(await door.statusFor({ host: 'page.example:8443', ...forged })).toBe(200)
  // nginx's proxy_pass calls us by the address that it was given.
  expect(await door.statusFor({ host: `127.0.0.1:${door.port}`, ...forged })).toBe(200)
  const session = connect(`http://127.0.0.1:${door.port}`)
  const stream = session.request({ ':path': path, ':authority': `page.example:${door.port}`, ...forged })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers[':status']).toBe(403)
  session.destroy()
})
