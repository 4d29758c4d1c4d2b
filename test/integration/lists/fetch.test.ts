import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { createListFetch, type FetchParts } from '../../../core/lists/fetch-over-https.ts'
import { openLibrary, type Library } from '../../../core/lists/library.ts'
import { openRuleBook } from '../../../core/lists/rule-book.ts'
import { fakeClock, type FakeClock } from '../../fakes/clock.ts'
import { AUTHORITY, openListServer, type ListServer } from './list-server.ts'

let place: string
let server: ListServer
let clock: FakeClock
let open: Library[] = []
/** Between two fetches, as the settings say. */
let hours: number
const HOUR = 3_600_000

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'fetched-'))
  server = await openListServer()
  clock = fakeClock()
  hours = 24
})
afterEach(async () => {
  for (const library of open) await library[Symbol.asyncDispose]()
  open = []
  await server[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

async function library(parts: FetchParts = { ca: AUTHORITY }): Promise<Library> {
  const fetch = createListFetch(parts)
  const opened = await openLibrary({ folder: place, clock, fetch, everyMs: () => hours * HOUR, chance: () => 0 })
  open.push(opened)
  return opened
}

const send =
  (text: string, headers: Record<string, string> = {}) =>
  (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(text)
  }
const address = (path = '/list.txt') => ({ kind: 'address' as const, url: server.url + path })
const wish = (path?: string, name = 'Fetched') => ({ name, effect: 'block' as const, source: address(path) })
const asked = () => server.asked.map(({ url }) => url)
async function subscribed(lists: Library, path?: string, name?: string): Promise<string> {
  const added = await lists.add(wish(path, name))
  if (!added.ok) throw new Error(added.fault.message)
  return added.value.id
}
async function reopened(): Promise<Library> {
  await open.pop()![Symbol.asyncDispose]()
  return library()
}
const blocks = (lists: Library, name: string) => openRuleBook(lists.compiled()).match(name as DomainName) !== null
const words = async (lists: Library, path?: string) => {
  const seen = await lists.preview(address(path))
  return seen.ok ? 'read' : seen.fault.message
}

describe('a list at an address', () => {
  it('that was only looked at leaves its file no longer than a subscription may follow', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    const left = () => readdirSync(place).filter((name) => name.endsWith('.fetched')).length
    for (const path of ['/a', '/b', '/c']) expect(await words(lists, path)).toBe('read')
    expect(left()).toBe(3)
    clock.pass(10 * 60_000)
    expect(await words(lists, '/d')).toBe('read')
    await expect.poll(left).toBe(1)
    clock.pass(10 * 60_000)
    await lists.refreshDue()
    await expect.poll(left).toBe(0)
  })

  it('is fetched once for the look at it and the subscription, decides, and is known by its ETag from then on', async () => {
    server.answer = send('ads.example\nlure.example\n', { etag: '"one"' })
    const lists = await library()
    expect(await lists.preview(address())).toMatchObject({ ok: true, value: { names: 2 } })
    const added = await lists.add(wish())
    expect(added).toMatchObject({
      ok: true,
      value: { source: address().url, names: 2, fetching: { failures: 0, nextAt: clock.now() + 24 * HOUR } },
    })
    expect(server.asked).toHaveLength(1)
    expect(blocks(lists, 'www.lure.example')).toBe(true)

    server.answer = (request, response) =>
      response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 500).end()
    clock.pass(23 * HOUR)
    await lists.refreshDue()
    expect(server.asked).toHaveLength(1)
    clock.pass(HOUR)
    await lists.refreshDue()
    expect(server.asked).toHaveLength(2)
    expect(lists.all()).toMatchObject([{ names: 2, fault: null, fetching: { checkedAt: clock.now(), failures: 0 } }])

    server.answer = send('other.example\n', { etag: '"two"' })
    await lists.reload(lists.all()[0]!.id)
    expect([blocks(lists, 'lure.example'), blocks(lists, 'other.example')]).toEqual([false, true])
    expect(lists.all()).toMatchObject([{ loadedAt: clock.now(), fetching: { validators: { etag: '"two"' } } }])
  })

  it('goes on deciding by its last good copy when the server fails, and is asked less and less', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    await lists.add(wish())
    server.answer = (_, response) => response.writeHead(503).end()
    const waits: number[] = []
    clock.pass(24 * HOUR)
    for (let i = 0; i < 9; i++) {
      await lists.refreshDue()
      const { fetching } = lists.all()[0]!
      waits.push((fetching!.nextAt - clock.now()) / 60_000)
      clock.pass(fetching!.nextAt - clock.now())
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440])
    expect(lists.all()[0]!.fault).toContain('the server answered 503: it is busy')
    expect(blocks(lists, 'ads.example')).toBe(true)
    // Also after a restart, when the list is fetched from nowhere.
    expect(blocks(await reopened(), 'ads.example')).toBe(true)
  })

  it('is never used half', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    await lists.add(wish())
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half.example\n', () => response.destroy())
    }
    await lists.reload(lists.all()[0]!.id)
    expect(lists.all()[0]!.fault).toContain('the connection ended before the list was there whole')
    expect([blocks(lists, 'half.example'), blocks(lists, 'ads.example')]).toEqual([false, true])
    // What ends early without a length: chunked encoding has an end of its own (RFC 9112, 7.1).
    server.answer = (_, response) => void response.write('half.example\n', () => response.socket?.destroy())
    await lists.reload(lists.all()[0]!.id)
    expect([blocks(lists, 'half.example'), blocks(lists, 'ads.example')]).toEqual([false, true])
    expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('may be compressed on the way, or be a gzip file', async () => {
    const zipped = gzipSync('ads.example\n')
    server.answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped)
    const lists = await library()
    expect(await lists.add(wish())).toMatchObject({ ok: true, value: { names: 1 } })
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/gzip' }).end(zipped.subarray(0, 20))
    expect(await words(lists, '/cut.gz')).toContain('what came is no whole gzip file')
  })

  it.each(['GZIP', 'x-gzip', 'identity, gzip'])('is unpacked when the server calls it %s', async (coding) => {
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(gzipSync('ads.example\n'))
    expect(await words(await library())).toBe('read')
  })

  it('is read as it is when the server says that it is not packed', async () => {
    server.answer = send('ads.example\n', { 'content-encoding': 'Identity' })
    expect(await words(await library())).toBe('read')
  })

  it('is followed to where it was moved, over https only and not for ever', async () => {
    server.answer = (request, response) =>
      request.url === '/new' ? response.end('ads.example\n') : response.writeHead(301, { location: '/new' }).end()
    const lists = await library()
    expect(await lists.add(wish('/old'))).toMatchObject({ ok: true, value: { names: 1 } })
    server.answer = (_, response) => void response.writeHead(302, { location: '/round' }).end()
    expect(await words(lists, '/round')).toContain('it was sent on more than 5 times')
    server.answer = (_, response) => void response.writeHead(302, { location: 'http://lists.test/x' }).end()
    expect(await words(lists, '/down')).toContain('over plain http anyone on the way could write into it; use https')
  })

  it.each<[string, (server: ListServer) => ListServer['answer'], string]>([
    ['a 404', () => (_, response) => response.writeHead(404).end(), 'the server answered 404: there is nothing at this address'], // prettier-ignore
    [
      'a web page by its type',
      () => send('<p>', { 'content-type': 'text/html; charset=utf-8' }),
      'the server sent a web page',
    ],
    [
      'a web page of XML by its type',
      () => send('ads.example\n', { 'content-type': 'Application/XHTML+xml; charset=utf-8' }),
      'the server sent a web page',
    ],
    [
      'what is packed in another way',
      () => send('ads.example\n', { 'content-encoding': 'BR' }),
      'it came packed as "br", which was not asked for',
    ],
    [
      'what is packed twice',
      () => send('ads.example\n', { 'content-encoding': 'gzip, zstd' }),
      'it came packed as "gzip, zstd"',
    ],
    ['a web page without one', () => send('<!DOCTYPE html>\n<html><body>Sign in</body></html>'), 'it is a web page'],
    ['binary junk', () => (_, response) => response.end(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 131) & 255))), 'cannot be used'], // prettier-ignore
    ['nothing at all', () => send(''), 'it is empty'],
    [
      'too much, as it says',
      () => send('x', { 'content-length': '999999999' }),
      'it has 1,000 MB; a list may have 256 MB',
    ],
  ])('is refused in words when the server sends %s', async (_, answer, message) => {
    server.answer = answer(server)
    expect(await words(await library())).toContain(message)
  })

  it.each(['Unauthorized', 'Found\n', '404\nerror\n'])('is not replaced by a word of a server: %j', async (said) => {
    server.answer = send('ads.example\n')
    const lists = await library()
    const id = await subscribed(lists)
    server.answer = send(said)
    const message = 'it holds single words and no name with a dot: this looks like no list'
    expect(await lists.reload(id)).toMatchObject({
      ok: true,
      value: { fault: `${address().url} cannot be used: ${message}`, fetching: { failures: 1 } },
    })
    expect(blocks(lists, 'ads.example')).toBe(true)
    expect(await words(lists, '/new')).toContain(message)
    const source = address('/new')
    for (const refused of [await lists.alone({ source }, 'block'), await lists.add(wish('/new', 'new'))])
      expect(refused).toMatchObject({ ok: false, fault: { kind: 'bad-input', field: 'source' } })
    expect(readdirSync(place).filter((name) => name.endsWith('.txt.new'))).toEqual([])
    const pasted = { kind: 'pasted' as const, text: said }
    expect(await lists.add({ name: 'TLDs', effect: 'block', source: pasted })).toMatchObject({ ok: true })
  })

  it('may hold single labels beside names, or more of them than a server says', async () => {
    server.answer = (request, response) =>
      response.end(request.url === '/few' ? 'zip\nads.example\n' : Array.from({ length: 21 }, (_, i) => `tld${i}\n`).join('')) // prettier-ignore
    const lists = await library()
    expect([await words(lists, '/few'), await words(lists, '/many')]).toEqual(['read', 'read'])
  })

  it('is cut off when it is too much, drips, or says nothing', async () => {
    const limits = { mostBytes: 10_000, withinMs: 1500, silentMs: 400 }
    const lists = await library({ ca: AUTHORITY, limits })
    server.answer = (_, response) => void response.writeHead(200).write(Buffer.alloc(20_000, 'ads.example\n'))
    expect(await words(lists, '/large')).toContain('it is larger than')
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000, 'a.example\n')))
    expect(await words(lists, '/bomb')).toContain('it is larger than')
    server.answer = () => undefined
    expect(await words(lists, '/silent')).toContain('the server said nothing for 0.4 s')
    server.answer = (_, response) => {
      const drip = setInterval(() => response.write('a.example\n'), 50)
      response.on('close', () => clearInterval(drip))
    }
    expect(await words(lists, '/drip')).toContain('it was not there whole after 1.5 s')
  })

  it('comes from servers that prove who they are', async () => {
    server.answer = send('ads.example\n')
    expect(await words(await library({}))).toMatch(/signed by an authority that this machine does not know|self-made/)
    const elsewhere = server.url.replace('127.0.0.1', 'other.test')
    const lists = await library({ ca: AUTHORITY, lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }) // prettier-ignore
    const seen = await lists.preview({ kind: 'address', url: elsewhere })
    expect(seen.ok || seen.fault.message).toContain('its certificate is for another name')
  })

  it.each([
    ['no address', 'lists', 'it is no address of a list'],
    ['another kind of address', 'ftp://lists.test/x', '"ftp:" is not fetched'],
    ['plain http of another machine', 'http://lists.test/x', 'use https'],
    ['one with a password', 'https://eva:secret@lists.test/x', 'a password'],
  ])('is refused before anything is asked: %s', async (_, url, message) => {
    const seen = await (await library()).preview({ kind: 'address', url })
    expect(seen.ok || seen.fault).toMatchObject({ kind: 'bad-input', field: 'source' })
    expect(seen.ok || seen.fault.message).toContain(message)
  })

  it('tells how far it is, and can be cancelled', async () => {
    const lists = await library()
    const part = Promise.withResolvers<undefined>()
    lists.onRunning(() => lists.running()[0]?.received === 12 && part.resolve(undefined))
    server.answer = (_, response) => void response.writeHead(200, { 'content-length': '5000' }).write('ads.example\n')
    const seen = lists.preview(address())
    await part.promise
    expect(lists.running()).toMatchObject([{ id: null, name: '127.0.0.1', received: 12, total: 5000 }])
    lists.cancel(address().url)
    const outcome = await seen
    expect(outcome.ok || outcome.fault.message).toContain('it was cancelled')
    expect(lists.running()).toEqual([])
    expect(existsSync(place) && readdirSync(place).filter((name) => name.includes('fetched'))).toEqual([])
  })
})

describe('the time of a fetch', () => {
  const YEAR = 365 * 24 * HOUR

  it('is no year away because the clock was a year ahead once', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    await subscribed(lists)
    clock.sleep(YEAR)
    await lists.refreshDue()
    clock.sleep(-YEAR)
    server.answer = (_, response) => response.writeHead(503).end()
    // The server fails: it is asked once, and then as any that fails.
    await lists.refreshDue()
    await lists.refreshDue()
    expect(asked()).toHaveLength(3)
    server.answer = send('ads.example\n')
    clock.pass(HOUR / 4)
    await lists.refreshDue()
    await lists.refreshDue()
    expect(asked()).toHaveLength(4)
    expect(lists.all()).toMatchObject([{ fetching: { checkedAt: clock.now(), nextAt: clock.now() + 24 * HOUR } }])
  })

  it('is now for a list whose copy is gone', async () => {
    server.answer = send('ads.example\n', { etag: '"one"' })
    const lists = await library()
    const id = await subscribed(lists)
    for (const kind of ['txt', 'table']) rmSync(join(place, `${id}.${kind}`))
    const again = await reopened()
    expect(blocks(again, 'ads.example')).toBe(false)
    await again.refreshDue()
    expect(blocks(again, 'ads.example')).toBe(true)
    expect(again.all()).toMatchObject([{ fault: null, fetching: { nextAt: clock.now() + 24 * HOUR } }])
  })

  it('follows the setting as soon as it is another, but for a list with hours of its own', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    await subscribed(lists, '/a', 'a')
    await subscribed(lists, '/b', 'b')
    await lists.change({ id: await subscribed(lists, '/own', 'own'), everyHours: 48 })
    const next = () => lists.all().map(({ fetching }) => (fetching!.nextAt - clock.now()) / HOUR)
    await lists.refreshDue()
    hours = 2
    await lists.refreshDue()
    expect([next(), asked().length]).toEqual([[2, 2, 48], 3])
    clock.pass(2 * HOUR)
    await lists.refreshDue()
    expect(asked().slice(3)).toEqual(['/a', '/b'])
    hours = 1
    await lists.refreshDue()
    await reopened()
    expect(open[0]!.all().map(({ fetching }) => fetching!.nextAt - clock.now())).toEqual([HOUR, HOUR, 46 * HOUR])
  })

  it('is put off as after any failure where the index cannot be written, and what came decides', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    const id = await subscribed(lists)
    server.answer = send('new.example\n')
    rmSync(join(place, 'index.json'))
    mkdirSync(join(place, 'index.json'))
    const waits: number[] = []
    clock.pass(24 * HOUR)
    for (let i = 0; i < 3; i++) {
      await lists.refreshDue()
      await lists.refreshDue()
      const { nextAt } = lists.all()[0]!.fetching!
      waits.push((nextAt - clock.now()) / 60_000)
      clock.pass(nextAt - clock.now())
    }
    expect([waits, asked().length]).toEqual([[15, 30, 60], 4])
    const { fault, fetching } = lists.all()[0]!
    expect([fetching!.failures, fault]).toEqual([3, expect.stringMatching(/^the lists' folder cannot be written: /)])
    expect([blocks(lists, 'ads.example'), blocks(lists, 'new.example')]).toEqual([false, true])
    expect(await lists.reload(id)).toMatchObject({ ok: false, fault: { kind: 'unavailable', message: fault } })
    rmSync(join(place, 'index.json'), { recursive: true })
    await lists.reload(id)
    expect((await reopened()).all()).toMatchObject([{ fault: null, fetching: { failures: 0 } }])
  })

  it.each<[string, (lists: Library, id: string) => Promise<unknown>, string[]]>([
    ['removed', (lists, id) => lists.remove(id), ['/a']],
    ['disabled', (lists, id) => lists.change({ id, enabled: false }), ['/a']],
    ['reloaded', (lists, id) => lists.reload(id), ['/a', '/b']],
  ])('is looked at when its turn comes: the list may have been %s meanwhile', async (_, meanwhile, expected) => {
    server.answer = send('ads.example\n')
    const lists = await library()
    await subscribed(lists, '/a', 'a')
    const id = await subscribed(lists, '/b', 'b')
    server.answer = (request, response) => {
      if (request.url === '/a') void meanwhile(lists, id).then(() => response.end('ads.example\n'))
      else response.end('ads.example\n')
    }
    clock.pass(24 * HOUR)
    await lists.refreshDue()
    expect(asked().slice(2)).toEqual(expected)
  })
})

describe('fetches at the same time', () => {
  /** From here on what is asked with this ETag waits for the test; everything else is sent this text. */
  function hold(etag: string, text: string): Promise<ServerResponse> {
    const held = Promise.withResolvers<ServerResponse>()
    server.answer = (request, response) => {
      if (request.headers['if-none-match'] === etag) held.resolve(response)
      else send(text, { etag: '"new"' })(request, response)
    }
    return held.promise
  }

  it.each<[string, (response: ServerResponse) => void, number]>([
    ['not changed, which is no text to look at', (response) => response.writeHead(304).end(), 3],
    ['changed, and looked at as it came', (response) => response.end('new.example\n'), 2],
  ])('of one address: %s', async (_, release, requests) => {
    server.answer = send('ads.example\n', { etag: '"one"' })
    const lists = await library()
    await subscribed(lists)
    clock.pass(24 * HOUR)
    const held = hold('"one"', 'new.example\n')
    const refresh = lists.refreshDue()
    const response = await held
    const seen = lists.preview(address())
    release(response)
    expect(await seen).toMatchObject({ ok: true, value: { sample: ['new.example'] } })
    await refresh
    expect([asked().length, lists.all()[0]!.fault]).toEqual([requests, null])
  })

  it('do not let a list without its copy count as good because another one has not changed', async () => {
    server.answer = send('ads.example\n', { etag: '"one"' })
    const lists = await library()
    const id = await subscribed(lists)
    const bare = await subscribed(lists, '/list.txt', 'bare')
    for (const kind of ['txt', 'table']) rmSync(join(place, `${bare}.${kind}`))
    const again = await reopened()
    const held = hold('"one"', 'new.example\n')
    const first = again.reload(id)
    const response = await held
    const second = again.reload(bare)
    response.writeHead(304).end()
    await first
    expect(await second).toMatchObject({ ok: true, value: { fault: null, names: 1 } })
    expect(again.compiled().lists.map(({ name }) => name)).toEqual(['Fetched', 'bare'])
  })

  it('do not let a list with an older copy count as the newest', async () => {
    server.answer = send('old.example\n', { etag: '"old"' })
    const lists = await library()
    const older = await subscribed(lists, '/list.txt', 'older')
    clock.pass(HOUR)
    server.answer = send('new.example\n', { etag: '"new"' })
    const id = await subscribed(lists)
    const held = hold('"new"', 'new.example\n')
    const first = lists.reload(id)
    const response = await held
    const second = lists.reload(older)
    response.writeHead(304).end()
    await first
    expect(await second).toMatchObject({ ok: true, value: { fetching: { validators: { etag: '"new"' } } } })
    expect(blocks(lists, 'old.example')).toBe(false)
  })

  it('are cancelled by a person for all who wait, and count as a failure of the list', async () => {
    server.answer = send('ads.example\n', { etag: '"one"' })
    const lists = await library()
    await subscribed(lists)
    clock.pass(24 * HOUR)
    const held = hold('"one"', 'new.example\n')
    const refresh = lists.refreshDue()
    await held
    const seen = words(lists)
    lists.cancel(address().url)
    expect(await seen).toContain('it was cancelled')
    await refresh
    expect(lists.all()[0]).toMatchObject({ fetching: { failures: 1 } })
    expect(lists.all()[0]!.fault).toContain('it was cancelled')
    expect(asked()).toHaveLength(2)
  })

  it('are four: a fifth is asked for again later, and its list stays as it was', async () => {
    server.answer = send('ads.example\n')
    const lists = await library()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await subscribed(lists, `/${name}`, name)
    const before = lists.all()[4]
    const all = Promise.withResolvers<undefined>()
    const held: ServerResponse[] = []
    server.answer = (_, response) => held.push(response) === 4 && all.resolve(undefined)
    const reloads = lists.all().map(({ id }) => lists.reload(id))
    const fault = { kind: 'unavailable', message: '4 lists are being fetched already', field: null }
    expect(await reloads[4]).toEqual({ ok: false, fault })
    expect(await lists.preview(address('/f'))).toEqual({ ok: false, fault })
    expect(lists.all()[4]).toEqual(before)
    await all.promise
    for (const response of held) response.end('new.example\n')
    expect(await Promise.all(reloads.slice(0, 4))).toMatchObject(Array(4).fill({ ok: true, value: { fault: null } }))
  })

  it.each(['while it waits for the server', 'when the last byte came'])(
    'are no failure of the list when the program ends %s',
    async (when) => {
      server.answer = send('ads.example\n', { etag: '"one"' })
      const lists = await library()
      await subscribed(lists)
      await subscribed(lists, '/next', 'next')
      const before = lists.all()
      clock.pass(24 * HOUR)
      const held = hold('"one"', 'new.example\n')
      const refresh = lists.refreshDue()
      const response = await held
      if (when === 'when the last byte came') {
        const came = Promise.withResolvers<undefined>()
        const end = () => lists[Symbol.asyncDispose]().then(() => undefined)
        lists.onRunning(() => lists.running().length === 0 && came.resolve(end()))
        response.end('new.example\n')
        await came.promise
      }
      const again = await reopened()
      await refresh
      expect(again.all().map(({ fault, fetching }) => [fault, fetching!.failures])).toEqual([[null, 0], [null, 0]]) // prettier-ignore
      expect([again.all()[1], asked().length]).toEqual([before[1], 3])
    }
  )
})
