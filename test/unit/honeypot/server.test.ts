import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { openHoneypot, type Honeypot, type Limits } from '../../../core/honeypot/server.ts'
import type { PageFacts } from '../../../core/honeypot/page.ts'
import type { NewVisit } from '../../../core/honeypot/visit.ts'

const WHY = 'The list “Bad & worse” names <bad>.example.com.'
let visits: NewVisit[]
let asked: string[]
let bugs: unknown[]
let facts: (name: string) => Promise<Omit<PageFacts, 'name'>>
let page: Honeypot

beforeEach(async () => {
  ;[visits, asked, bugs] = [[], [], []]
  facts = async () => ({ why: WHY, answered: { evidence: '4h37w000005', time: Date.UTC(2026, 0, 5, 9, 0, 1, 5) } })
  page = await opened()
})
afterEach(() => page[Symbol.asyncDispose]())

function opened(limits: Partial<Limits> = {}): Promise<Honeypot> {
  const parts = {
    facts: (name: string) => (asked.push(name), facts(name)),
    visited: (visit: NewVisit) => void visits.push(visit),
    report: (bug: unknown) => void bugs.push(bug),
  }
  return openHoneypot({ host: '127.0.0.1', port: 0 }, { ...parts, limits })
}

/** All that comes back until the other side ends the connection. */
function send(bytes: string | Buffer, port = page.port): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    // A reset after the answer is an end as well.
    socket.on('error', () => undefined).on('close', () => resolve(answer))
  })
}

const get = (host: string, rest = '') => send(`GET /a HTTP/1.1\r\nHost: ${host}\r\n${rest}\r\n`)

describe('the page', () => {
  it('says what is blocked, why, when, and which evidence to look up', async () => {
    const answer = await get('Bad.Example.com:80', 'User-Agent: Curl\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    for (const text of ['bad.example.com is blocked', '4h37w000005', '2026-01-05 09:00:01 UTC'])
      expect(answer).toContain(text)
    expect(answer).toContain('The list “Bad &amp; worse” names &lt;bad&gt;.example.com.')
    expect(visits).toEqual([
      { client: '127.0.0.1', name: 'bad.example.com', host: '', method: 'GET', path: '/a', agent: 'Curl' },
    ])
  })

  it('runs, fetches and frames nothing, is kept by nobody, and ends the connection', async () => {
    const head = (await get('bad.example.com')).split('\r\n\r\n')[0]!.toLowerCase()
    expect(head).toMatch(/content-security-policy: default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'/)
    for (const line of ['cache-control: no-store', 'x-content-type-options: nosniff', 'connection: close'])
      expect(head).toContain(line)
  })

  it('does not call a name blocked that is let through by now', async () => {
    facts = async () => ({ why: null, answered: null })
    const answer = await get('good.example.com')
    expect(answer).toContain('good.example.com leads here')
    expect(answer).not.toContain('is blocked')
  })

  it('comes without its reason where finding it fails, and the fault is told', async () => {
    facts = async () => Promise.reject(new Error('the log is gone'))
    expect(await get('bad.example.com')).toMatch(/^HTTP\/1\.1 403 /)
    expect(bugs).toEqual([new Error('the log is gone')])
  })
})

test.each(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s gets the page', async (method) => {
  const body = 'key=<script>secret</script>'
  const answer = await send(
    `${method} / HTTP/1.1\r\nHost: bad.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  )
  expect(answer).toContain('is blocked')
  expect(answer).not.toContain('secret')
  expect(visits.map((visit) => visit.method)).toEqual([method])
})

test('HEAD gets the head alone', async () => {
  const answer = await send('HEAD / HTTP/1.1\r\nHost: bad.example.com\r\n\r\n')
  expect([answer.startsWith('HTTP/1.1 403 '), answer.endsWith('\r\n\r\n'), visits.length]).toEqual([true, true, 1])
})

test.each([
  ['markup', '<script>alert(1)</script>'],
  ['a quote that would leave an attribute', 'a"onload="x'],
  ['an address', '127.0.0.1'],
  ['an IPv6 address', '[::1]:80'],
  ['a name that is too long', `${'a.'.repeat(200)}com`],
  ['octets that are no ASCII', 'b\u00fccher\u202e.example/<b>'],
  ['nothing', ''],
])('a Host of %s is no name, and nothing of it stands on the page', async (_, host) => {
  const answer = await get(host)
  expect(answer).toContain('<h1>The honeypot of this resolver</h1>')
  if (host !== '') expect(answer).not.toContain(host)
  expect(asked).toEqual([])
  expect(visits[0]).toMatchObject({ name: null })
  expect(visits[0]!.host.length).toBeLessThanOrEqual(253)
})

test('two Hosts, or none as in HTTP/1.0, are a visit too', async () => {
  expect(await send('GET / HTTP/1.0\r\n\r\n')).toContain('The honeypot of this resolver')
  expect(await send('GET / HTTP/1.1\r\nHost: one.example\r\nHost: two.example\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 (403|400) /
  )
  expect(visits.map(({ name }) => name).slice(0, 2)).toEqual([null, 'one.example'])
})

test('what a visitor sends is cut, and hidden characters are written out', async () => {
  await send(
    `GET /${'p'.repeat(5000)} HTTP/1.1\r\nHost: bad.example.com\r\nUser-Agent: \u009b${'u'.repeat(5000)}\r\n\r\n`
  )
  expect(visits[0]!.path).toHaveLength(200)
  expect(visits[0]!.agent).toMatch(/^.{0,9}\\u\{/)
  expect(visits[0]!.agent.length).toBeLessThan(220)
})

describe('a hostile client', () => {
  it('with a head beyond the limit is refused before it is a visit', async () => {
    expect(await get('bad.example.com', `X: ${'x'.repeat(100_000)}\r\n`)).toMatch(/^(HTTP\/1\.1 431 |$)/)
    expect(visits).toEqual([])
  })

  it('that sends what is no HTTP is refused', async () => {
    expect(await send(Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'))).toMatch(
      /^HTTP\/1\.1 400 /
    )
    expect(visits).toEqual([])
  })

  it('with an endless body is answered and cut off', async () => {
    const begun = new Promise<number>((resolve) => {
      const socket = connect(page.port, '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: bad.example.com\r\nTransfer-Encoding: chunked\r\n\r\n')
        const more = (fault?: Error | null) => {
          if (!fault && socket.writable) socket.write(`10000\r\n${'b'.repeat(65_536)}\r\n`, more)
        }
        more()
      })
      socket
        .on('error', () => undefined)
        .on('close', () => resolve(socket.bytesWritten))
        .resume()
    })
    // Beyond what is read stand only the buffers of the two sockets.
    expect(await begun).toBeLessThan(64 * 1024 * 1024)
    expect(visits).toHaveLength(1)
  })

  it('that sends many requests at once is heard once', async () => {
    const one = 'GET / HTTP/1.1\r\nHost: bad.example.com\r\n\r\n'
    expect((await send(one.repeat(50))).split('HTTP/1.1 403').length - 1).toBeLessThanOrEqual(1)
    expect(visits).toHaveLength(1)
  })

  it('that never finishes its head is cut off in time', async () => {
    await page[Symbol.asyncDispose]()
    page = await opened({ headMs: 60, requestMs: 60, idleMs: 100 })
    expect(await send('GET / HTTP/1.1\r\nHost: bad.exam')).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect(await send('')).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect(visits).toEqual([])
  })

  it('that holds all connections keeps nobody waiting: one more is closed', async () => {
    await page[Symbol.asyncDispose]()
    page = await opened({ connections: 2 })
    const held = [connect(page.port, '127.0.0.1'), connect(page.port, '127.0.0.1')]
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    expect(await get('bad.example.com')).toBe('')
    for (const socket of held) socket.destroy()
  })
})

test('an address that is taken is the system’s error', async () => {
  await expect(openHoneypot({ host: '127.0.0.1', port: page.port }, { facts: async () => ({ why: null, answered: null }), visited() {}, report() {} })).rejects.toMatchObject({ code: 'EADDRINUSE' }) // prettier-ignore
})
