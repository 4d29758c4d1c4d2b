import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { createHttpGet } from '../../../core/whois/http.ts'
import type { HttpGet } from '../../../core/whois/ports.ts'
import { createRegistrations } from '../../../core/whois/registrations.ts'
import { createWhoisAsk } from '../../../core/whois/whois-client.ts'

const DAY_MS = 86_400_000
const example = readFileSync(new URL('../../fixtures/whois/desk.rdap.json', import.meta.url), 'utf8')

let place: string
let now = Date.UTC(2026, 0, 1)
let servers: Server[] = []
const clock = { now: () => now, elapsed: () => performance.now() }

beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'whois-'))))
afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve))
  servers = []
  rmSync(place, { recursive: true, force: true })
})

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A registry with both doors on loopback; every question that reaches it is written down. */
async function registry({
  rdap,
  whois,
}: {
  rdap?: RequestListener
  whois?: (question: string, socket: Socket) => void
}) {
  const asked: string[] = []
  const http = createHttpServer((request, response) => {
    asked.push(`rdap ${request.url ?? ''}`)
    if (rdap === undefined) throw new Error('nobody expected a question over RDAP')
    rdap(request, response)
  })
  http.keepAliveTimeout = 1
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes) => {
      asked.push(`whois ${bytes.toString().trimEnd()}`)
      if (whois === undefined) throw new Error('nobody expected a question over WHOIS')
      whois(bytes.toString().trimEnd(), socket)
    })
  })
  const [rdapPort, whoisPort] = [await listening(http), await listening(tcp)]
  const base = `http://127.0.0.1:${rdapPort}/`
  return { asked, base, dialWhois: () => connect(whoisPort, '127.0.0.1'), server: `127.0.0.1:${rdapPort}` }
}

type Registry = Awaited<ReturnType<typeof registry>>

type DeskOptions = { allowed?: boolean; quick?: boolean; known?: Record<string, string> }

/** Real adapters; IANA's list is empty, so that a question for it cannot leave the machine. */
async function desk({ base, dialWhois }: Registry, options: DeskOptions = {}) {
  const { allowed = true, quick = false, known = { com: base } } = options
  const get = createHttpGet()
  const http: HttpGet = async (url, withinMs) =>
    url.startsWith('http://127.0.0.1')
      ? get(url, quick ? 100 : withinMs)
      : { ok: true, value: { status: 200, retryAfterMs: null, body: '{"services":[]}' } }
  const ask = createWhoisAsk(dialWhois)
  const whois: typeof ask = (server, question, withinMs) => ask(server, question, quick ? 100 : withinMs)
  const registrations = await createRegistrations({
    dial: { http, whois },
    cacheFolder: place,
    clock,
    allowed: () => allowed,
    knownRdapServers: known,
  })
  return (name: string, refresh?: boolean) => registrations.of(name as DomainName, refresh)
}

const json =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/rdap+json' }).end(body)

const iana = (then: string) => (question: string, socket: Socket) =>
  socket.end(question.includes('.') ? then : 'domain: ZZ\nwhois: whois.nic.zz\n')

describe('whom a name is registered with', () => {
  it('is asked over RDAP for the registered domain, once, and then known from the disk', async () => {
    const there = await registry({ rdap: json(example) })
    const of = await desk(there)
    const first = await of('www.shop.weather-desk.com')
    expect(first).toMatchObject({
      kind: 'found',
      fromCache: false,
      registration: {
        registeredDomain: 'weather-desk.com',
        source: 'rdap',
        server: there.server,
        registrar: 'Invented Registrar, Inc.',
      },
    })
    const again = await desk(there)
    expect(await again('weather-desk.com')).toEqual({ ...first, fromCache: true })
    expect(there.asked).toEqual(['rdap /domain/weather-desk.com'])
  })

  it('is asked again after seven days, and when somebody wants it fresh', async () => {
    const there = await registry({ rdap: json(example) })
    const of = await desk(there)
    await of('weather-desk.com')
    now += 7 * DAY_MS - 1
    expect(await of('weather-desk.com')).toMatchObject({ fromCache: true })
    expect(await of('weather-desk.com', true)).toMatchObject({ fromCache: false })
    now += 7 * DAY_MS
    expect(await of('weather-desk.com')).toMatchObject({ fromCache: false })
    expect(there.asked).toHaveLength(3)
  })

  it('is asked once when several want to know at the same time', async () => {
    const there = await registry({ rdap: json(example) })
    const of = await desk(there)
    await Promise.all([of('weather-desk.com'), of('a.weather-desk.com'), of('b.weather-desk.com')])
    expect(there.asked).toHaveLength(1)
  })

  it('is nobody when the registry does not know the name, for a day', async () => {
    const there = await registry({ rdap: json('{}', 404) })
    const of = await desk(there)
    const expected = { kind: 'not-registered', registeredDomain: 'free-name.com', server: there.server, fetchedAt: now }
    expect([await of('free-name.com'), await of('free-name.com')]).toEqual([expected, expected])
    now += DAY_MS
    await of('free-name.com')
    expect(there.asked).toHaveLength(2)
  })

  it('is asked over WHOIS, at the server that IANA names, where the registry has no RDAP', async () => {
    const there = await registry({
      whois: iana('Domain Name: desk.zz\r\nRegistrar: Invented\r\nCreation Date: 2020-01-01\r\n'),
    })
    const of = await desk(there, { known: {} })
    expect(await of('a.desk.zz')).toMatchObject({
      kind: 'found',
      registration: { source: 'whois', server: 'whois.nic.zz', registrar: 'Invented', registered: '2020-01-01' },
    })
    expect(there.asked).toEqual(['whois zz', 'whois desk.zz'])
  })

  it('is asked over WHOIS when RDAP fails', async () => {
    const there = await registry({ rdap: json('down', 503), whois: iana('No match for "GONE.COM".') })
    expect(await (await desk(there))('gone.com')).toMatchObject({ kind: 'not-registered', server: 'whois.nic.zz' })
  })

  it('is not asked for names that no registry gives', async () => {
    const of = await desk(await registry({}))
    for (const name of ['printer.local', 'localhost', '7.0.0.127.in-addr.arpa', 'co.uk', 'example.com']) {
      expect(await of(name)).toMatchObject({ kind: 'not-asked', why: 'not-a-public-name' })
    }
  })

  it('is not asked while look-ups are off, though what is kept is shown', async () => {
    const there = await registry({ rdap: json(example) })
    await (
      await desk(there)
    )('weather-desk.com')
    const offline = await desk(there, { allowed: false })
    expect(await offline('weather-desk.com', true)).toMatchObject({ kind: 'found', fromCache: true })
    expect(await offline('other-name.com')).toEqual({
      kind: 'not-asked',
      why: 'offline',
      message: 'not asked: look-ups are off in the settings',
    })
    expect(there.asked).toHaveLength(1)
  })

  it('for a name below a private suffix is the suffix’s owner', async () => {
    const there = await registry({ rdap: json(example) })
    expect(await (await desk(there, { known: { dev: there.base } }))('shop.pages.dev')).toMatchObject({
      registration: { registeredDomain: 'pages.dev' },
    })
  })
})

describe('a registry that fails', () => {
  const silent: RequestListener = () => undefined
  const cases: [string, RequestListener, (question: string, socket: Socket) => void, RegExp][] = [
    [
      'is silent',
      silent,
      () => undefined,
      /^127\.0\.0\.1:\d+ did not answer in 0\.1 s; whois\.iana\.org did not answer in 0\.1 s$/,
    ],
    [
      'talks nonsense',
      json('<html>'),
      iana(''),
      /^127\.0\.0\.1:\d+: its answer is not JSON; whois\.nic\.zz sent an empty answer$/,
    ],
    [
      'never ends',
      json('x'.repeat(600_000)),
      iana('x'.repeat(600_000)),
      /sent more than an answer can be; whois\.nic\.zz sent more than an answer can be$/,
    ],
    [
      'hangs up',
      (request) => request.socket.destroy(),
      (_question, socket) => socket.resetAndDestroy(),
      /cannot be reached: it ended the connection; whois\.iana\.org cannot be reached: it ended the connection$/,
    ],
    [
      'sends us to ourselves',
      redirect('http://127.0.0.2:1/'),
      iana(''),
      /cannot be reached: it sends to a place that is not followed/,
    ],
    [
      'sends us in a circle',
      redirect('/domain/again'),
      iana(''),
      /cannot be reached: it sends to a place that is not followed/,
    ],
    ['has an error', json('', 500), iana(''), /answered with HTTP status 500/],
  ]

  function redirect(location: string): RequestListener {
    return (_request, response) => response.writeHead(302, { location }).end()
  }

  it.each(cases)('because it %s is named with what it did', async (_what, rdap, whois, message) => {
    const of = await desk(await registry({ rdap, whois }), { quick: true })
    const answer = await of('weather-desk.com')
    expect(answer).toMatchObject({ kind: 'failed', retryAfterMs: null })
    expect(answer.kind === 'failed' ? answer.message : '').toMatch(message)
  })

  it('because it was asked too often is left in peace, by its other door too', async () => {
    const there = await registry({
      rdap: (_request, response) => response.writeHead(429, { 'retry-after': '30' }).end(),
    })
    const of = await desk(there)
    expect(await of('weather-desk.com')).toEqual({
      kind: 'failed',
      message: `${there.server} was asked too often; it may be asked again in 30 s`,
      retryAfterMs: 30_000,
    })
    expect(await of('other-desk.com')).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/asked again in (29|30) s$/) as string,
    })
    expect(there.asked).toHaveLength(1)
  })

  it('because WHOIS refuses says so in the registry’s words, made harmless', async () => {
    const there = await registry({ whois: iana('Query limit exceeded\u202E for you\n') })
    expect(await (await desk(there, { known: {} }))('desk.zz')).toEqual({
      kind: 'failed',
      message: 'whois.nic.zz refuses: Query limit exceeded\\u{202E} for you',
      retryAfterMs: 60_000,
    })
  })

  it('is not remembered: the next question is asked', async () => {
    let down = true
    const there = await registry({
      rdap: (request, response) => json(example, down ? 500 : 200)(request, response),
      whois: iana(''),
    })
    const of = await desk(there)
    expect((await of('weather-desk.com')).kind).toBe('failed')
    down = false
    expect((await of('weather-desk.com')).kind).toBe('found')
  })
})
