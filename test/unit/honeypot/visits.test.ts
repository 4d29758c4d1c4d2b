import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openVisits, type Visits } from '../../../core/honeypot/visits.ts'
import type { NewVisit } from '../../../core/honeypot/visit.ts'
import { fakeClock } from '../../fakes/clock.ts'

let place: string
const open = (most = 10): Promise<Visits> =>
  openVisits({
    file: join(place, 'visits.jsonl'),
    clock: fakeClock(),
    most,
    report(problem) {
      throw problem
    },
  })
const visit = (path: string, name = 'bad.example.com'): NewVisit => ({ client: '127.0.0.1', name, host: '', method: 'GET', path, agent: '' }) // prettier-ignore
const all = (visits: Visits) => visits.page({ name: null, offset: 0, limit: 1000 })
const paths = (visits: Visits) => all(visits).visits.map(({ path }) => path)

beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'visits-'))))
afterEach(() => rmSync(place, { recursive: true, force: true }))

describe('visits to the honeypot', () => {
  it('make no file while nobody came', async () => {
    await using visits = await open()
    expect([all(visits), readdirSync(place)]).toEqual([{ visits: [], total: 0, lost: 0 }, []])
  })

  it('are there again after a restart, newest first, of one name or all, page by page', async () => {
    {
      await using visits = await open()
      visits.add(visit('/1'))
      visits.add(visit('/2', 'other.example'))
      visits.add(visit('/3'))
    }
    await using visits = await open()
    expect(paths(visits)).toEqual(['/3', '/2', '/1'])
    expect(visits.page({ name: 'bad.example.com', offset: 1, limit: 1 })).toMatchObject({
      total: 2,
      visits: [{ path: '/1' }],
    })
  })

  it('are the newest of them, never more than may be kept and never fewer than half, also after a restart', async () => {
    const written: string[] = []
    for (let round = 0; round < 4; round += 1) {
      await using visits = await open()
      for (let n = 0; n < 7; n += 1) {
        written.unshift(`/${written.length}`)
        visits.add(visit(written[0]!))
        await visits.settled()
        const kept = paths(visits)
        expect(kept.length).toBeLessThanOrEqual(10)
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(5, written.length))
        expect(kept).toEqual(written.slice(0, kept.length))
      }
    }
    expect(readdirSync(place).sort()).toEqual(['visits.1.jsonl', 'visits.jsonl'])
    const lines = readFileSync(join(place, 'visits.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(5)
  })

  it('that come faster than the disk are counted, and not kept', async () => {
    await using visits = await open(10_000)
    for (let n = 0; n < 200; n += 1) visits.add(visit(`/${n}`))
    await visits.settled()
    expect(all(visits)).toMatchObject({ total: 64, lost: 136 })
    visits.add(visit('/later'))
    await visits.settled()
    expect(all(visits)).toMatchObject({ total: 65, lost: 136 })
  })

  it('survive a torn file, and say so', async () => {
    {
      await using visits = await open()
      visits.add(visit('/1'))
    }
    const file = join(place, 'visits.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8')}junk\n{"id":`)
    await using visits = await open()
    expect(paths(visits)).toEqual(['/1'])
    expect(visits.notices).toHaveLength(2)
  })
})
