import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { ruleCode, type RuleCode } from '../../../core/lists/entry.ts'
import type { ListFormat } from '../../../core/lists/list.ts'
import { createLocalDataBuilder } from '../../../core/lists/local-data.ts'
import { detectFormat, READERS } from '../../../core/lists/parse/readers.ts'
import { compileBook, openRuleBook } from '../../../core/lists/rule-book.ts'
import { slowDecision, slowRules } from './slow-lists.ts'

const lined = (texts: readonly string[]) => texts.map((text, at) => ({ text, number: at + 1 }))

/** A file of this very format, as a book. */
function bookOf(format: ListFormat, texts: readonly string[]) {
  const names: { name: string; line: number; code: RuleCode }[] = []
  const cancelled: { name: string; code: RuleCode }[] = []
  const localData = createLocalDataBuilder()
  const reader = READERS[format]({
    rule: ({ number }, name, code) => names.push({ name, line: number, code }),
    ruleExcept({ number }, { name, code, except }) {
      const carve = ruleCode('tree', 'carve')
      names.push(...except.map((one) => ({ name: one, line: number, code: carve })), { name, line: number, code })
    },
    record({ number: line }, { name, covers, record }) {
      const insertion = localData.add({ owner: { name, covers }, line, record })
      if (insertion === 'new') names.push({ name, line, code: ruleCode(covers, 'localData') })
      else if (insertion === 'beside-cname') names.push({ name, line, code: ruleCode(covers, 'aside') })
    },
    cancel: (name, code) => cancelled.push({ name, code }),
    broken: () => undefined,
  })
  for (const line of lined(texts)) reader.read(line)
  reader.end()
  const kept = names.filter((one) => !cancelled.some(({ name, code }) => name === one.name && code === one.code))
  const { seed, lists } = compileBook([{ id: 'l', name: 'l', effect: 'block', names: kept }])
  const records = localData.finish()
  const order = format === 'unbound' ? 'local-zones' : 'ranks'
  return openRuleBook({
    seed,
    lists: lists.map((list) => ({ ...list, table: { ...list.table, localData: records, order } })),
  })
}

function decision(book: ReturnType<typeof bookOf>, asked: string) {
  const match = book.match(asked as DomainName)
  if (match === null) return null
  return { line: match.line, does: match.answer ?? (match.effect === 'allow' ? 'allow' : 'listed') }
}

const NAMES = ['a', 'b', 'a.b', 'b.a', 'c.a.b', 'a.a.b', 'c.c.a.b', 'b.c.a.b', 'c']
const name = fc.constantFrom(...NAMES)
const asked = fc.constantFrom(...NAMES, 'a.c.a.b', 'b.b', 'ca.b', 'a.bc', 'xn--a')
const oneOf = (...texts: string[]) => fc.constantFrom(...texts)
const joined = (...texts: fc.Arbitrary<string>[]) => fc.tuple(...texts).map((all) => all.join(''))

const denyallow = joined(
  oneOf('denyallow='),
  fc.array(name, { minLength: 1, maxLength: 2 }).map((all) => all.join('|'))
)
const modifiers = fc.oneof(
  { weight: 4, arbitrary: oneOf('') },
  {
    weight: 2,
    arbitrary: oneOf('$important', '$third-party', '$important,client=x', '$badfilter', '$badfilter,important'),
  },
  joined(oneOf('$', '$important,'), denyallow)
)

/** Lines as their authors write them, with what is not supported among them. */
const WRITTEN: Record<Exclude<ListFormat, 'hosts' | 'unbound'>, fc.Arbitrary<string>> & {
  unbound: fc.Arbitrary<string>
} = {
  domains: joined(oneOf('', '', '*.'), name),
  wildcard: joined(oneOf('', '*.', '*.'), name),
  adblock: fc.oneof(
    joined(oneOf('', '@@'), oneOf('||'), name, oneOf('^'), modifiers),
    joined(oneOf('', '@@'), oneOf('||*.'), name, oneOf('^', '^|', '^$important'))
  ),
  rpz: joined(
    oneOf('', '*.'),
    name,
    oneOf(' ', ' 300 IN '),
    oneOf(
      'CNAME .',
      'CNAME *.',
      'CNAME rpz-passthru.',
      'CNAME rpz-drop.',
      'CNAME rpz-tcp-only.',
      'CNAME x.',
      'CNAME a.b.',
      'TXT "a"',
      'A 0.0.0.0',
      'A 192.0.2.1'
    )
  ),
  dnsmasq: fc.oneof(
    joined(oneOf('address=/'), name, oneOf('/0.0.0.0', '/::', '/#', '/', '/192.0.2.1')),
    joined(oneOf('server=/', 'local=/'), name, oneOf('/', '/#', '/192.0.2.53'))
  ),
  unbound: fc.oneof(
    joined(
      oneOf('local-zone: "'),
      name,
      oneOf(
        '" always_null',
        '" always_nxdomain',
        '" refuse',
        '" static',
        '" transparent',
        '" always_transparent',
        '" deny'
      )
    ),
    joined(oneOf('local-data: "'), name, oneOf(' A 0.0.0.0"', ' AAAA ::"', ' A 192.0.2.1"', ' CNAME b.a"')),
    joined(oneOf('local-zone-tag: "'), name, oneOf('" "t"'))
  ),
}
const FORMATS = Object.keys(WRITTEN) as (keyof typeof WRITTEN)[]

/** Lines of the right pieces in any order: what a torn file, a typing error or an author with bad intent makes. */
const PIECES: Record<keyof typeof WRITTEN, string[]> = {
  domains: ['*.', '*', '.', ' ', '||', '#', '/', 'a', 'b', 'a.b', '^', '@'],
  wildcard: ['*.', '*', '.', ' ', '||', '#', '/', 'a', 'b', 'a.b', '^', '@'],
  adblock: [
    '||',
    '@@',
    '|',
    '^',
    '*',
    '*.',
    '.',
    '$',
    ',',
    '~',
    '=',
    ' ',
    '/',
    '#',
    '!',
    'a',
    'b',
    'a.b',
    'important',
    'denyallow=a.b',
    'client=a',
  ],
  rpz: [
    '*.',
    '*',
    '.',
    ' ',
    ' CNAME ',
    ' A ',
    '300',
    'IN',
    '@',
    '(',
    ')',
    ';',
    '"',
    'a',
    'b',
    'a.b',
    '0.0.0.0',
    'rpz-ip',
    'rpz-drop.',
  ],
  dnsmasq: ['address=/', 'server=/', 'local=/', '/', '//', '#', ' ', '*', '.', 'a', 'b', 'a.b', '0.0.0.0', '::'],
  unbound: [
    'local-zone:',
    'local-data:',
    ' ',
    '"',
    '*',
    '.',
    'a',
    'b',
    'a.b',
    'refuse',
    'static',
    ' A ',
    '0.0.0.0',
    'IN',
    'view:',
  ],
}

describe.each(FORMATS)('a file of the format %s', (format) => {
  it('decides what a slow reading of it decides, by the same line', () => {
    fc.assert(
      fc.property(
        fc.array(WRITTEN[format], { maxLength: 8 }),
        fc.array(asked, { minLength: 1 }),
        (texts, questions) => {
          const book = bookOf(format, texts)
          const rules = slowRules(format, texts)
          for (const one of questions) expect([one, decision(book, one)]).toEqual([one, slowDecision(rules, one)])
        }
      ),
      { numRuns: 400 }
    )
  })

  it('is never read wider than it was written, whatever stands in it', () => {
    const piece = fc.constantFrom(...PIECES[format])
    const torn = fc
      .tuple(WRITTEN[format], piece, fc.nat(40), fc.nat(2))
      .map(([line, put, at, gone]) => line.slice(0, at) + put + line.slice(at + gone))
    const text = fc.oneof(torn, joined(...Array.from({ length: 5 }, () => fc.oneof(piece, fc.constant('')))))
    fc.assert(
      fc.property(text, asked, (line, one) => {
        const found = decision(bookOf(format, [line]), one)
        if (found !== null)
          expect([line, one, slowDecision(slowRules(format, [line]), one)]).toEqual([line, one, found])
      }),
      { numRuns: 3000 }
    )
  })

  it('is known by its lines', () => {
    const most = {
      domains: 'a.b',
      wildcard: '*.a',
      adblock: '||a.b^',
      rpz: 'a.b CNAME .',
      dnsmasq: 'local=/a/',
      unbound: 'local-zone: "a" refuse',
    }
    const others = Object.values(most).flatMap((text) => lined([text]))
    expect(detectFormat([...others, ...lined(['# a remark', most[format]])])).toBe(format)
  })

  it('never throws, and shows the deciding entry first', () => {
    fc.assert(
      fc.property(fc.array(WRITTEN[format]), asked, (texts, one) => {
        const book = bookOf(format, texts)
        expect(book.matches(one as DomainName)[0] ?? null).toEqual(book.match(one as DomainName))
      }),
      { numRuns: 200 }
    )
  })
})

describe('a name', () => {
  it('that a file gives more rules with exceptions than a name may have, keeps those that stand first', () => {
    const texts = Array.from({ length: 100 }, (_, at) => `||a.b^$denyallow=x${at}.a.b`)
    expect(bookOf('adblock', texts).matches('a.b' as DomainName)).toHaveLength(32)
  })
})
