import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseName } from '../../../core/dns/name.ts'
import type { ListEffect } from '../../../core/lists/list.ts'
import type { RuleMatch } from '../../../core/lists/matching.ts'
import { readList, type ListReading } from '../../../core/lists/parse/read-list.ts'
import { openRuleBook } from '../../../core/lists/rule-book.ts'

/** What stands in test/fixtures/lists, which says itself how it is written. */
const FOLDER = new URL('../../fixtures/lists/', import.meta.url)
const SEED = { k0: 7, k1: 11 }

type Section = { head: string; lines: string[] }

function sections(text: string): { title: string; parts: Section[] } {
  const [title = '', ...rest] = text.trimEnd().split('\n')
  const parts: Section[] = []
  for (const line of rest) {
    if (line.startsWith('== ')) parts.push({ head: line.slice(3), lines: [] })
    else parts.at(-1)?.lines.push(line)
  }
  return { title, parts }
}

function reading(lines: string[]): ListReading {
  const plan = { seed: SEED, broken: { offset: 0, limit: 1000 }, mostBytes: 1e6, mostNames: 1e4, mostLines: 1e4 }
  const result = readList([Buffer.from(lines.join('\n'))], { ...plan, expected: 0 })
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

const said = ({ effect, listName, line, entry, answer }: RuleMatch) =>
  [effect, `${listName}:${line ?? ''}`, entry, ...(answer === undefined ? [] : [answer])].join(' ')

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))('%s', (file) => {
  const { title, parts } = sections(readFileSync(new URL(file, FOLDER), 'utf8'))
  const lists = parts.flatMap(({ head, lines }) => {
    const [, effect, name] = /^list (\w+) (.+)$/.exec(head) ?? []
    return name === undefined ? [] : [{ name, effect: effect as ListEffect, reading: reading(lines) }]
  })
  const book = openRuleBook({
    seed: SEED,
    lists: lists.map(({ name, effect, reading: { table } }) => ({ id: name, name, effect, table })),
  })

  it(title, () => {
    expect(lists.length).toBeGreaterThan(0)
    for (const { head, lines } of parts) {
      if (head === 'decided') expect(lines.map(decided)).toEqual(lines)
      else if (head.startsWith('broken in ')) expect(brokenIn(head.slice(10))).toEqual(lines)
      else if (!head.startsWith('list ')) expect(lists.map(shape)).toContain(head)
    }
    const reported = parts.filter(({ head }) => head.startsWith('broken in ')).map(({ head }) => head.slice(10))
    const silent = lists.filter(({ name }) => !reported.includes(name))
    expect(silent.map(({ reading: { broken } }) => broken)).toEqual(silent.map(() => 0))
  })

  function decided(line: string): string {
    const asked = line.split(' -> ')[0]!
    const name = parseName(asked)
    if (!name.ok) throw new Error(`${asked}: ${name.fault.message}`)
    const matches = book.matches(name.value)
    // What decides and the list of all that cover the name are two searches.
    expect(book.match(name.value)).toEqual(matches[0] ?? null)
    return `${asked} -> ${matches.map(said).join(' ; ') || 'nothing'}`
  }

  function brokenIn(list: string): string[] {
    const found = lists.find(({ name }) => name === list)
    return found?.reading.brokenLines.map(({ line, reason }) => `${line} ${reason}`) ?? []
  }
})

function shape({ name, reading: { format, names, repeated } }: { name: string; reading: ListReading }): string {
  return `${name} is ${format}, ${names} names, ${repeated} repeated`
}
