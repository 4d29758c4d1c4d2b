import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TYPE } from '../../../core/dns/mnemonics.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import {
  createLocalDataBuilder,
  leadsTo,
  localDataOwners,
  localRecords,
  MOST_LOCAL_DATA,
} from '../../../core/lists/local-data.ts'

const owner = (name: string, covers: 'exact' | 'below' = 'exact') => ({ name: name as DomainName, covers })
const record = (type: number, text: string, ttl = 60) => ({ type, ttl, rdata: Buffer.from(text) })
const hex = (text: string) => Buffer.from(text).toString('hex')

describe('the records of a list', () => {
  it('are found by the line of their owner, whatever order they came in', () => {
    const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
    const type = fc.constantFrom(1, 15, 16, 28, 65280)
    const records = fc.array(fc.record({ type, ttl: fc.nat(86_400), rdata: octets }), { minLength: 1, maxLength: 6 })
    const owners = fc.uniqueArray(fc.record({ line: fc.integer({ min: 1, max: 2 ** 25 - 1 }), records }), {
      selector: ({ line }) => line,
      maxLength: 12,
    })
    fc.assert(
      fc.property(owners, fc.nat(2 ** 25), (all, missing) => {
        const builder = createLocalDataBuilder()
        const kept = new Map<number, unknown[]>()
        for (const { line, records } of all)
          for (const one of records) {
            const insertion = builder.add({ owner: owner(`n${line}`), line, record: one })
            if (insertion === 'repeated') continue
            const { type, ttl, rdata } = one
            kept.set(line, [...(kept.get(line) ?? []), { type, ttl, rdata: rdata.toString('hex') }])
          }
        const data = builder.finish()
        expect(localDataOwners(data)).toBe(kept.size)
        for (const [line, records] of kept) expect(localRecords(data!, line)).toEqual(records)
        if (data !== null && !kept.has(missing)) expect(localRecords(data, missing)).toEqual([])
      })
    )
  })

  it('of a name and of what is below it are two owners; a CNAME has no other beside it', () => {
    const builder = createLocalDataBuilder()
    const add = (name: ReturnType<typeof owner>, line: number, one: ReturnType<typeof record>) =>
      builder.add({ owner: name, line, record: one })
    expect(add(owner('a.example'), 1, record(TYPE.A, '4444'))).toBe('new')
    expect(add(owner('a.example', 'below'), 2, record(TYPE.CNAME, 'x'))).toBe('new')
    expect(add(owner('a.example'), 3, record(TYPE.A, '4444', 5))).toBe('repeated')
    expect(add(owner('a.example'), 4, record(TYPE.CNAME, 'x'))).toBe('beside-cname')
    expect(add(owner('a.example', 'below'), 5, record(TYPE.A, '5555'))).toBe('beside-cname')
    expect(add(owner('a.example'), 6, record(TYPE.TXT, 'text'))).toBe('added')
    const data = builder.finish()!
    expect(localRecords(data, 1).map(({ rdata }) => rdata)).toEqual([hex('4444'), hex('text')])
    expect(localRecords(data, 2).map(({ type }) => type)).toEqual([TYPE.CNAME])
  })

  it('are as many as a name and a list may have', () => {
    const builder = createLocalDataBuilder()
    const add = (name: string, line: number, text: string) =>
      builder.add({ owner: owner(name), line, record: record(TYPE.TXT, text) })
    const hundred = Array.from({ length: 101 }, (_, i) => add('a.example', 1, String(i)))
    expect([hundred.at(99), hundred.at(100)]).toEqual(['added', 'crowded'])
    const long = 'x'.repeat(60_000)
    let line = 1
    while (add(`n${line}.example`, ++line, long) === 'new') continue
    expect(line).toBeGreaterThan(200)
    expect(builder.finish()!.byteLength).toBeLessThanOrEqual(MOST_LOCAL_DATA + 4)
  })

  it('lead to the asked name itself, or elsewhere', () => {
    const target = { type: TYPE.CNAME, ttl: 1, rdata: Buffer.from('\x04safe\x07example\x00', 'latin1').toString('hex') }
    expect(leadsTo([target], 'safe.example')).toBe(true)
    expect([leadsTo([target], 'other.example'), leadsTo([], 'safe.example')]).toEqual([false, false])
  })
})
