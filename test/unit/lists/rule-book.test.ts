import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseName, type DomainName } from '../../../core/dns/name.ts'
import type { ListEffect } from '../../../core/lists/list.ts'
import {
  compileBook,
  compileNames,
  emptyBook,
  letsGoOfTables,
  openRuleBook,
  type NamedList,
} from '../../../core/lists/rule-book.ts'
import { randomSeed } from '../../../core/lists/suffix-hash.ts'

const name = (text: string): DomainName => {
  const parsed = parseName(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.message}`)
  return parsed.value
}

const list = (id: string, effect: ListEffect, ...names: string[]): NamedList => ({
  id,
  name: id,
  effect,
  names: names.map((one, at) => ({ name: one, line: at + 1 })),
})

const rules = (...lists: NamedList[]) => openRuleBook(compileBook(lists))

describe('a rule book', () => {
  it('has no opinion while it is empty', () => {
    expect(openRuleBook(emptyBook()).match(name('shop.example.com'))).toBeNull()
    expect(rules(list('none', 'block')).match(name('shop.example.com'))).toBeNull()
  })

  it('says list, entry and line of what covers a name', () => {
    const book = rules(list('ads', 'block', 'other.example.net', 'example.com'))
    expect(book.match(name('a.b.example.com'))).toEqual({
      origin: 'subscribed',
      listId: 'ads',
      listName: 'ads',
      effect: 'block',
      entry: 'example.com',
      line: 2,
    })
  })

  it('covers a name and what is below it, never a name that only ends alike', () => {
    const book = rules(list('ads', 'block', 'example.com'))
    expect(book.match(name('example.com'))?.entry).toBe('example.com')
    expect(book.match(name('x.example.com'))?.entry).toBe('example.com')
    expect(book.match(name('notexample.com'))).toBeNull()
    expect(book.match(name('com'))).toBeNull()
    expect(book.match(name('example.com.invalid'))).toBeNull()
  })

  it('lets the longest entry decide, whatever its list', () => {
    const book = rules(
      list('block', 'block', 'example.com', 'bad.good.example.com'),
      list('allow', 'allow', 'good.example.com')
    )
    expect(book.match(name('example.com'))?.effect).toBe('block')
    expect(book.match(name('x.good.example.com'))?.effect).toBe('allow')
    expect(book.match(name('x.bad.good.example.com'))?.effect).toBe('block')
  })

  it('lets an exception decide at equal length, in whichever order the lists stand', () => {
    const block = list('block', 'block', 'example.com')
    const allow = list('allow', 'allow', 'example.com')
    expect(rules(block, allow).match(name('example.com'))?.listId).toBe('allow')
    expect(rules(allow, block).match(name('example.com'))?.listId).toBe('allow')
  })

  it('lets the earlier list decide between a block and a honeypot of equal length', () => {
    const block = list('block', 'block', 'example.com')
    const honeypot = list('honeypot', 'honeypot', 'example.com')
    expect(rules(block, honeypot).match(name('example.com'))?.listId).toBe('block')
    expect(rules(honeypot, block).match(name('example.com'))?.listId).toBe('honeypot')
  })

  it('shows every list and line that matches, the deciding one first', () => {
    const book = rules(
      list('one', 'block', 'com', 'example.com'),
      list('two', 'honeypot', 'shop.example.com'),
      list('three', 'allow', 'unrelated.example.org', 'example.com')
    )
    const found = book.matches(name('www.shop.example.com'))
    expect(found.map(({ listId, entry, line }) => [listId, entry, line])).toEqual([
      ['two', 'shop.example.com', 1],
      ['three', 'example.com', 2],
      ['one', 'example.com', 2],
      ['one', 'com', 1],
    ])
    expect(found[0]).toEqual(book.match(name('www.shop.example.com')))
  })

  it('keeps the first line of a name that is repeated in its list', () => {
    expect(rules(list('ads', 'block', 'example.com', 'example.com')).match(name('example.com'))?.line).toBe(1)
  })

  it('decides the same from a structured clone that shares its memory', () => {
    const book = compileBook([list('ads', 'block', 'example.com')])
    const elsewhere = structuredClone(book)
    expect(elsewhere.lists[0]?.table.slots.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(openRuleBook(elsewhere).match(name('www.example.com'))?.entry).toBe('example.com')
  })

  it('lets go of a table when the list is replaced or gone, not when it is renamed or another one comes', () => {
    const before = compileBook([list('ads', 'block', 'example.com')])
    const [ads] = before.lists
    const other = compileBook([list('ads', 'block', 'example.com')]).lists[0]!
    expect(letsGoOfTables(before, { ...before, lists: [{ ...ads!, name: 'new' }, other] })).toBe(false)
    expect(letsGoOfTables(before, { ...before, lists: [other] })).toBe(true)
    expect(letsGoOfTables(before, { ...before, lists: [] })).toBe(true)
  })

  it('finds the same as a plain search through all entries', () => {
    const label = fc.constantFrom('a', 'b', 'c', 'www', 'shop')
    const names = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
    const lists = fc.array(
      fc.record({ effect: fc.constantFrom<ListEffect>('allow', 'block', 'honeypot'), names: fc.array(names) }),
      {
        maxLength: 4,
      }
    )
    fc.assert(
      fc.property(lists, names, (some, asked) => {
        const named = some.map((one, at) => list(String(at), one.effect, ...one.names))
        const book = rules(...named)
        expect(book.match(name(asked))).toEqual(plainSearch(named, asked))
        expect(book.matches(name(asked))[0] ?? null).toEqual(plainSearch(named, asked))
      })
    )
  })
})

describe('a table of many names', () => {
  const many = Array.from({ length: 50_000 }, (_, at) => ({
    name: `n${at * 7919}.s${at % 97}.example.com`,
    line: at + 1,
  }))

  it('finds each name on its line and no other name, in at most 20 bytes a name', () => {
    const seed = randomSeed()
    const table = compileNames(many, seed)
    const book = openRuleBook({ seed, lists: [{ id: 'many', name: 'many', effect: 'block', table }] })
    const wrong = many.filter(({ name: one, line }) => book.match(one as DomainName)?.line !== line)
    const invented = many.filter(({ name: one }) => book.match(`${one}.invalid` as DomainName) !== null)
    expect([wrong, invented, table.entries]).toEqual([[], [], many.length])
    expect(table.slots.byteLength / many.length).toBeLessThanOrEqual(20)
  })
})

function plainSearch(lists: NamedList[], asked: string) {
  const covering = lists.flatMap(({ names, ...one }) =>
    [...names]
      .filter((entry) => asked === entry.name || asked.endsWith(`.${entry.name}`))
      .map((entry) => ({ ...one, entry }))
  )
  const rank = (match: (typeof covering)[number]) => match.entry.name.length * 2 + (match.effect === 'allow' ? 1 : 0)
  const best = covering.reduce<(typeof covering)[number] | null>(
    (a, b) => (a === null || rank(b) > rank(a) ? b : a),
    null
  )
  if (best === null) return null
  const { id, name: listName, effect, entry } = best
  return { origin: 'subscribed', listId: id, listName, effect, entry: entry.name, line: entry.line }
}
