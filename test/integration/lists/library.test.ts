import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { openLibrary, type Library } from '../../../core/lists/library.ts'
import { openRuleBook } from '../../../core/lists/rule-book.ts'
import { collectGarbage } from '../../../core/system/collect.ts'

let place: string
let library: Library
let now = Date.UTC(2026, 0, 1)
const clock = { now: () => now, elapsed: () => now }
const open = () => openLibrary({ folder: join(place, 'lists'), clock })

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'lists-'))
  library = await open()
})

afterEach(async () => {
  await library[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  const path = join(place, name)
  writeFileSync(path, text)
  return path
}

async function added(name: string, text: string) {
  const path = file(`${name}.txt`, text)
  const result = await library.add({ name, effect: 'block', source: { kind: 'file', path } })
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

async function reopened(): Promise<Library> {
  await library[Symbol.asyncDispose]()
  library = await open()
  return library
}

/** Of this process, by name. */
function threads(): string[] {
  return readdirSync('/proc/self/task').flatMap((id) => {
    const file = `/proc/self/task/${id}/comm`
    // One may end while it is looked at.
    return existsSync(file) ? [readFileSync(file, 'utf8').trim()] : []
  })
}

const decides = (name: string) => openRuleBook(library.compiled()).match(name as DomainName)

describe('the library of lists', () => {
  it('decides names of a list as soon as it is added, and shows what it is', async () => {
    const books: number[] = []
    library.onChange((book) => books.push(book.lists.length))
    const list = await added('Ads', '0.0.0.0 ads.example.com\n0.0.0.0 ads.example.com\n||x^\n')
    expect(list).toMatchObject({
      name: 'Ads',
      effect: 'block',
      format: 'hosts',
      names: 1,
      repeated: 1,
      broken: 1,
      enabled: true,
      addedAt: now,
      fault: null,
    })
    expect(decides('x.ads.example.com')).toMatchObject({ listId: list.id, listName: 'Ads', line: 1 })
    expect(library.all(new Map([[list.id, 7]]))).toEqual([{ ...list, hits: 7 }])
    expect(books).toEqual([1])
  })

  it('still decides after a restart, when its file is gone', async () => {
    const list = await added('Ads', 'ads.example.com\n')
    rmSync(list.source)
    await reopened()
    expect(library.all()).toEqual([list])
    expect(library.notices).toEqual([])
    expect(decides('ads.example.com')?.line).toBe(1)
  })

  it('keeps what the rules of a format say over a restart', async () => {
    const list = await added('Rules', '||ads.example.com^$denyallow=fine.ads.example.com\n@@||good.ads.example.com^\n')
    await reopened()
    expect(library.all()).toEqual([{ ...list, format: 'adblock', names: 2 }])
    const effects = ['x.ads.example.com', 'fine.ads.example.com', 'good.ads.example.com'].map(
      (name) => decides(name)?.effect
    )
    expect(effects).toEqual(['block', undefined, 'allow'])
  })

  it.each(['there', 'gone'])(
    'keeps the records of a policy zone over a restart, when the file of them is %s',
    async (what) => {
      const list = await added('Zone', 'page.example.com 60 A 192.0.2.80\n*.example.com CNAME page.example.com.\n')
      expect(list).toMatchObject({ format: 'rpz', names: 2, localData: 2, broken: 0 })
      const before = decides('page.example.com')
      expect(before).toMatchObject({ answer: 'local-data', records: [{ type: 1, ttl: 60, rdata: 'c0000250' }] })
      const records = join(place, 'lists', `${list.id}.data`)
      if (what === 'gone') rmSync(records)
      await reopened()
      expect([library.all(), library.notices]).toEqual([[list], []])
      expect([decides('page.example.com'), existsSync(records)]).toEqual([before, true])
      // A list that no longer has any leaves no file of them behind.
      writeFileSync(list.source, 'page.example.com CNAME .\n')
      await library.reload(list.id)
      expect([decides('page.example.com')?.answer, existsSync(records)]).toEqual(['nxdomain', false])
    }
  )

  it('compiles a list again whose table has the shape of an older version', async () => {
    const list = await added('Ads', 'ads.example.com\n')
    await library[Symbol.asyncDispose]()
    const index = join(place, 'lists', 'index.json')
    const kept = JSON.parse(readFileSync(index, 'utf8')) as { lists: { table: object }[] }
    writeFileSync(
      index,
      JSON.stringify({ ...kept, lists: kept.lists.map((one) => ({ ...one, table: { places: 22, crc: 1 } })) })
    )
    library = await open()
    expect([library.all(), library.notices]).toEqual([[list], []])
    expect(decides('ads.example.com')?.line).toBe(1)
  })

  it.each(['gone', 'torn'])('compiles a list again whose table is %s', async (what) => {
    const list = await added('Ads', 'ads.example.com\n')
    const table = join(place, 'lists', `${list.id}.table`)
    if (what === 'gone') rmSync(table)
    else truncateSync(table, 24)
    await reopened()
    expect([library.all(), library.notices]).toEqual([[list], []])
    expect(decides('ads.example.com')?.line).toBe(1)
    expect(existsSync(table)).toBe(true)
  })

  it('says so when the copy of a list is gone, and forgets neither it nor the others', async () => {
    const list = await added('Ads', 'ads.example.com\n')
    await added('More', 'more.example.com\n')
    for (const kind of ['txt', 'table']) rmSync(join(place, 'lists', `${list.id}.${kind}`))
    await reopened()
    expect(library.notices).toEqual([
      expect.stringMatching(/^The list "Ads" decides nothing: .*\.txt cannot be used: it does not exist\.$/),
    ])
    expect(library.all().map(({ name, fault }) => [name, fault !== null])).toEqual([
      ['Ads', true],
      ['More', false],
    ])
    expect([decides('ads.example.com'), decides('more.example.com')?.listName]).toEqual([null, 'More'])
  })

  it('changes name, effect and whether it is enabled', async () => {
    const { id } = await added('Ads', 'ads.example.com\n')
    await library.change({ id, name: 'Advertising', effect: 'honeypot' })
    expect(decides('ads.example.com')).toMatchObject({ listName: 'Advertising', effect: 'honeypot' })
    await library.change({ id, enabled: false })
    expect(decides('ads.example.com')).toBeNull()
    await reopened()
    expect(library.all()[0]).toMatchObject({ name: 'Advertising', effect: 'honeypot', enabled: false })
    await library.change({ id, enabled: true })
    expect(decides('ads.example.com')).not.toBeNull()
  })

  it('reads its file again', async () => {
    const { id, source } = await added('Ads', 'ads.example.com\n')
    writeFileSync(source, 'other.example.com\n')
    now += 1000
    expect(await library.reload(id)).toMatchObject({ ok: true, value: { loadedAt: now, fault: null } })
    expect([decides('ads.example.com'), decides('other.example.com')?.line]).toEqual([null, 1])
  })

  it('goes on deciding by the last good copy when its file cannot be read again, and says why', async () => {
    const { id, source } = await added('Ads', 'ads.example.com\n')
    writeFileSync(source, Buffer.from([0, 1, 2, 3]))
    const fault = `${source} cannot be used: it is not a text file: it has null bytes`
    expect(await library.reload(id)).toMatchObject({ ok: true, value: { fault } })
    expect(decides('ads.example.com')?.line).toBe(1)
    await reopened()
    expect(library.all()[0]?.fault).toBe(fault)
    expect(decides('ads.example.com')?.line).toBe(1)
  })

  it('is put back as it was, without its source and in its place, while that was not long ago', async () => {
    const [first, ads] = [await added('First', 'first.example.com\n'), await added('Ads', 'ads.example.com\n')]
    const off = await library.change({ id: first.id, enabled: false })
    expect(off.ok).toBe(true)
    const before = library.all()
    for (const { id, source } of [first, ads]) {
      rmSync(source)
      expect((await library.remove(id)).ok).toBe(true)
    }
    expect(decides('ads.example.com')).toBeNull()
    for (const id of [ads.id, first.id]) expect(await library.restore(id)).toMatchObject({ ok: true, value: { id } })
    expect(library.all()).toEqual(before)
    expect(decides('ads.example.com')).toMatchObject({ listId: ads.id })
    expect(decides('first.example.com')).toBeNull()
    expect(await library.restore(ads.id)).toMatchObject({ ok: false, fault: { kind: 'not-found' } })
    await library.remove(ads.id)
    now += 11 * 60_000
    expect(await library.restore(ads.id)).toMatchObject({ ok: false, fault: { kind: 'not-found' } })
    await library.refreshDue()
    expect(readdirSync(join(place, 'lists')).some((name) => name.startsWith(ads.id))).toBe(false)
  })

  it('is not put back beside another one of its name', async () => {
    const ads = await added('Ads', 'ads.example.com\n')
    await library.remove(ads.id)
    await added('ads', 'other.example.com\n')
    expect(await library.restore(ads.id)).toMatchObject({ ok: false, fault: { field: 'name' } })
  })

  it('keeps the files of every list beside an index that was set aside', async () => {
    const { id } = await added('Ads', 'ads.example.com\n')
    await library[Symbol.asyncDispose]()
    writeFileSync(join(place, 'lists', 'index.json'), '{ broken')
    library = await open()
    await added('Other', 'other.example.com\n')
    await reopened()
    expect(readdirSync(join(place, 'lists'))).toContain(`${id}.txt`)
  })

  it('leaves no file behind when a program was ended before it could clear up', async () => {
    const { id } = await added('Ads', 'ads.example.com\n')
    const stray = '0b5c1a4e-1111-4222-8333-944445555666.txt'
    await library[Symbol.asyncDispose]()
    writeFileSync(join(place, 'lists', stray), 'left.example.com\n')
    library = await open()
    expect(readdirSync(join(place, 'lists'))).not.toContain(stray)
    expect(decides('ads.example.com')).toMatchObject({ listId: id })
  })

  it('is gone with its files some minutes after it was removed', async () => {
    const { id } = await added('Ads', 'ads.example.com\n')
    expect(await library.remove(id)).toEqual({ ok: true, value: null })
    // Until then it may be put back.
    now += 11 * 60_000
    await library.refreshDue()
    expect([library.all(), decides('ads.example.com'), readdirSync(join(place, 'lists'))]).toEqual([
      [],
      null,
      ['index.json'],
    ])
    for (const result of [
      await library.remove(id),
      await library.reload(id),
      await library.change({ id, enabled: true }),
    ]) {
      expect(result).toMatchObject({
        ok: false,
        fault: { kind: 'not-found', message: 'this list is not subscribed any more' },
      })
    }
  })

  it('takes a pasted text, which has no file to read again', async () => {
    const result = await library.add({
      name: 'Mine',
      effect: 'allow',
      source: { kind: 'pasted', text: 'good.example.com' },
    })
    if (!result.ok) throw new Error(result.fault.message)
    expect(result.value.source).toBe('pasted')
    expect(decides('good.example.com')?.effect).toBe('allow')
    expect(await library.reload(result.value.id)).toMatchObject({ ok: false, fault: { kind: 'refused' } })
  })

  it('lays a table out for the lines that its file has, also where they get longer', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `${'x'.repeat(i >> 9)}${i}.example.com`)
    await added('Ads', names.join('\n'))
    const { places, entries } = library.compiled().lists[0]!.table
    expect(entries).toBe(20_000)
    // A copy of exactly the size that is needed is made of a table that was laid out for another number of lines.
    expect(places).toBeGreaterThan(Math.ceil(entries / 0.75))
    expect(places).toBeLessThan((entries / 0.75) * 1.1)
  })

  it.each(['reloaded', 'removed'])('gives back the table of a disabled list that is %s', async (how) => {
    const { id } = await added('Ads', 'ads.example.com\n')
    let collected = false
    const registry = new FinalizationRegistry(() => (collected = true))
    registry.register(library.compiled().lists[0]!.table.slots.buffer, null)
    // From here on it is old: a small collection passes it over.
    collectGarbage()
    collectGarbage()
    await library.change({ id, enabled: false })
    if (how === 'reloaded') await library.reload(id)
    else await library.remove(id)
    await vi.waitFor(() => expect(collected).toBe(true), { timeout: 5000 })
  })

  it.skipIf(process.platform !== 'linux')('keeps its thread where lists are subscribed', async () => {
    // A thread's name is set by the thread itself.
    const runs = (wanted: boolean) => vi.waitFor(() => expect(threads().includes('lists')).toBe(wanted))
    expect(threads()).not.toContain('lists')
    await added('Ads', 'ads.example.com\n')
    await reopened()
    await runs(true)
    await library[Symbol.asyncDispose]()
    await runs(false)
  })

  it('previews a file without subscribing to it', async () => {
    const path = file('list.txt', 'a.example.com\nb.example.com\na.example.com\nno name\n')
    expect(await library.preview({ kind: 'file', path })).toEqual({
      ok: true,
      value: {
        format: 'domains',
        names: 2,
        repeated: 1,
        localData: 0,
        broken: 1,
        brokenLines: [{ line: 4, text: 'no name', reason: 'there is more than one word on this line' }],
        sample: ['a.example.com', 'b.example.com'],
      },
    })
    expect([library.all(), readdirSync(join(place, 'lists'))]).toEqual([[], []])
  })

  it('pages through all broken lines', async () => {
    const { id } = await added('Ads', `ads.example.com\n${'no name\n'.repeat(120)}`)
    const page = await library.brokenLines(id, 110, 100)
    expect(page).toMatchObject({ ok: true, value: { total: 120 } })
    expect(page.ok && page.value.lines.map(({ line }) => line)).toEqual([
      112, 113, 114, 115, 116, 117, 118, 119, 120, 121,
    ])
  })

  it('adds lists that are asked for at the same time one after the other', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => added(name, `${name}.example.com\n`)))
    await reopened()
    expect(library.all().map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect(['a', 'b', 'c', 'd'].map((name) => decides(`${name}.example.com`)?.listName)).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('what cannot be subscribed', () => {
  const root = process.getuid?.() === 0
  const cases: [string, () => string, string][] = [
    ['a file that is not there', () => join(place, 'none.txt'), 'it does not exist'],
    ['a folder', () => place, 'it is a folder, not a file'],
    ['a device', () => '/dev/zero', 'it is not an ordinary file'],
    ['half a path', () => 'list.txt', 'write the whole path, from the root on'],
    ['an empty file', () => file('empty.txt', ''), 'it is empty'],
    ['a file below a file', () => join(file('a.txt', 'x'), 'b.txt'), 'a part of its path is a file, not a folder'],
    ['a file of 1 GB', () => sparse(1_000_000_000), 'it has 1,000 MB; a list may have 256 MB'],
  ]
  if (!root) cases.push(['a file of somebody else', () => sealed(), 'this program may not open it'])

  function sealed(): string {
    const path = file('sealed.txt', 'a.example.com')
    chmodSync(path, 0)
    return path
  }

  function sparse(bytes: number): string {
    const path = file('big.txt', '')
    truncateSync(path, bytes)
    return path
  }

  it.each(cases)('%s', async (_what, make, message) => {
    const path = make()
    const fault = { kind: 'bad-input', message: `${path} cannot be used: ${message}`, field: 'source' }
    expect(await library.add({ name: 'x', effect: 'block', source: { kind: 'file', path } })).toEqual({
      ok: false,
      fault,
    })
    expect(await library.preview({ kind: 'file', path })).toEqual({ ok: false, fault })
    expect([library.all(), readdirSync(join(place, 'lists'))]).toEqual([[], []])
  })

  it('a second list of the same name', async () => {
    await added('Ads', 'ads.example.com\n')
    const source = { kind: 'pasted' as const, text: 'a.example.com' }
    const fault = { kind: 'bad-input', message: 'there is already a list named "Ads"', field: 'name' }
    expect(await library.add({ name: ' ads ', effect: 'block', source })).toEqual({ ok: false, fault })
    const more = await added('More', 'more.example.com\n')
    expect(await library.change({ id: more.id, name: 'ADS' })).toEqual({ ok: false, fault })
    expect(await library.change({ id: more.id, name: 'MORE' })).toMatchObject({ ok: true })
  })

  it('an index that is broken: it is kept beside a new one, with a notice', async () => {
    await added('Ads', 'ads.example.com\n')
    await library[Symbol.asyncDispose]()
    writeFileSync(join(place, 'lists', 'index.json'), '{"version": 1, "lists": [')
    library = await open()
    expect(library.notices).toEqual([
      expect.stringMatching(/index\.json is not JSON: .*it was kept as .*index\.json\.broken-2026-01-01T/),
    ])
    const kept = readdirSync(join(place, 'lists')).find((name) => name.startsWith('index.json.broken-'))
    expect(readFileSync(join(place, 'lists', kept!), 'utf8')).toBe('{"version": 1, "lists": [')
  })

  it('where the folder cannot be written, in words', async () => {
    rmSync(join(place, 'lists'), { recursive: true })
    writeFileSync(join(place, 'lists'), 'in the way')
    const result = await library.add({ name: 'x', effect: 'block', source: { kind: 'pasted', text: 'a.example.com' } })
    expect(result.ok ? '' : result.fault.message).toMatch(/a part of its path is a file, not a folder/)
    rmSync(join(place, 'lists'))
    mkdirSync(join(place, 'lists'))
  })
})
