import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListFormat } from '../../../core/lists/list.ts'
import { READERS } from '../../../core/lists/parse/readers.ts'
import { readList, type ReadingPlan } from '../../../core/lists/parse/read-list.ts'
import { PLAN } from './reading-plan.ts'
import { createTextLines, MAX_LINE } from '../../../core/lists/parse/text-lines.ts'

const read = (text: string | Uint8Array, change: Partial<ReadingPlan> = {}) =>
  readList([typeof text === 'string' ? Buffer.from(text) : text], { ...PLAN, ...change })

function reading(text: string | Uint8Array) {
  const result = read(text)
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

/** What one line gives where it stands alone. */
function lineOf(format: ListFormat, text: string) {
  const result: { names: string[]; broken: string | null } = { names: [], broken: null }
  const reader = READERS[format]({
    rule: (_line, name) => result.names.push(name),
    ruleExcept: (_line, { name }) => result.names.push(name),
    record: (_line, { name }) => result.names.push(name),
    cancel: () => undefined,
    broken: (_line, reason) => (result.broken = reason),
  })
  reader.read({ text, number: 1 })
  reader.end()
  return result
}

/** Every UTF-16 unit, lone surrogates too. fast-check's own `binary` takes a second to build its tables. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

describe('a line of a list of domains', () => {
  it.each<[string, string[], string | null]>([
    ['shop.example.com', ['shop.example.com'], null],
    ['  Shop.Example.COM.  # a remark', ['shop.example.com'], null],
    ['bücher.example', ['xn--bcher-kva.example'], null],
    ['# only a remark', [], null],
    ['! only a remark', [], null],
    ['// only a remark', [], null],
    ['', [], null],
    ['||ads.example.com^', [], 'this looks like an Adblock rule'],
    ['@@||good.example.com^$important', [], 'this looks like an Adblock rule'],
    ['[Adblock Plus 2.0]', [], 'this looks like an Adblock rule'],
    ['example.com##.banner', [], 'this looks like an Adblock rule'],
    ['address=/ads.example.com/0.0.0.0', [], 'this looks like a dnsmasq rule'],
    ['local-zone: "ads.example.com" refuse', [], 'this looks like a line of an unbound configuration'],
    ['ads.example.com CNAME .', [], 'this looks like a line of an RPZ zone'],
    ['0.0.0.0 ads.example.com', [], 'this looks like a line of a hosts file'],
    ['https://ads.example.com/x', [], "this is a page's address; write the name alone"],
    ['*.example.com', ['example.com'], null],
    ['a.*.example.com', [], 'the label "*" has a character that a host name cannot have'],
    ['two words', [], 'there is more than one word on this line'],
    ['192.0.2.1', [], 'it is an address, not a name'],
    ['exa!mple.com', [], 'the label "exa!mple" has a character that a host name cannot have'],
  ])('%j', (line, names, broken) => {
    expect(lineOf('domains', line)).toEqual({ names, broken })
  })
})

describe('a line of a hosts file', () => {
  it.each<[string, string[], string | null]>([
    ['0.0.0.0 ads.example.com', ['ads.example.com'], null],
    ['127.0.0.1\tads.example.com  track.example.com # two', ['ads.example.com', 'track.example.com'], null],
    [':: ads.example.com', ['ads.example.com'], null],
    ['::1 ads.example.com.', ['ads.example.com'], null],
    ['0.0.0.0 0.0.0.0', [], null],
    ['127.0.0.1 localhost localhost.localdomain', [], null],
    ['127.0.0.1 localhost ads.example.com', ['ads.example.com'], null],
    ['fe80::1%lo0 localhost', [], null],
    ['255.255.255.255 broadcasthost', [], null],
    ['0.0.0.0', [], 'there is no name behind the address'],
    ['0.0.0.0 # nothing', [], 'there is no name behind the address'],
    [
      '192.0.2.7 nas.example.com',
      [],
      "it sends its names to 192.0.2.7; a list's address is 0.0.0.0, 127.0.0.1, :: or ::1",
    ],
    [
      '0.0.0.0 good.example.com b@d.example.com',
      ['good.example.com'],
      '"b@d.example.com": the label "b@d" has a character that a host name cannot have',
    ],
    ['ads.example.com', [], 'it begins with "ads.example.com", which is no address'],
    ['||ads.example.com^', [], 'this looks like an Adblock rule'],
  ])('%j', (line, names, broken) => {
    expect(lineOf('hosts', line)).toEqual({ names, broken })
  })
})

describe('a list', () => {
  it('loads what can be read and says number and reason of each line that cannot', () => {
    const text =
      '\uFEFFone.example.com\r\n\r\n||two.example.com^\r\nthree.example.com\r\nb\u202Ead!.example.com\r\nONE.example.com.'
    const { table, ...rest } = reading(text)
    expect(table.entries).toBe(2)
    expect(rest).toEqual({
      format: 'domains',
      localData: 0,
      names: 2,
      repeated: 1,
      broken: 2,
      bytes: Buffer.byteLength(text),
      sample: ['one.example.com', 'three.example.com'],
      brokenLines: [
        { line: 3, text: '||two.example.com^', reason: 'this looks like an Adblock rule' },
        { line: 5, text: 'b\\u{202E}ad!.example.com', reason: 'it is not a valid internationalised name' },
      ],
    })
  })

  it('is known for a hosts file by its lines, remarks at its top notwithstanding', () => {
    const remarks = '# a title\n'.repeat(100)
    expect(reading(`${remarks}127.0.0.1 localhost\n0.0.0.0 a.example.com b.example.com\n`)).toMatchObject({
      format: 'hosts',
      names: 2,
    })
    expect(reading(`${remarks}a.example.com\nb.example.com\n0.0.0.0 c.example.com`)).toMatchObject({
      format: 'domains',
      names: 2,
      broken: 1,
    })
  })

  it('reads the same however its bytes are cut into pieces', () => {
    const line = fc.constantFrom(
      'a.example.com',
      'bücher.example',
      '||x^',
      '',
      '# r',
      '\uFEFFx.example.com',
      'é'.repeat(5000)
    )
    const text = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'))).map((lines) => lines.flat().join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, size) => {
        const bytes = Buffer.from(whole)
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, at * size + size)
        )
        expect(plainLines(pieces)).toEqual(plainLines([bytes]))
      }),
      { numRuns: 50 }
    )
  })

  it('never throws, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void read(bytes)))
    fc.assert(fc.property(anyText, (text) => void read(text)))
  })

  it('counts a line that is longer than a line may be as one broken line, and goes on behind it', () => {
    const { names, brokenLines } = reading(`a.example.com\n${'x'.repeat(300_000)}\nb.example.com\n`)
    expect([names, brokenLines.map(({ line, reason }) => [line, reason])]).toEqual([
      2,
      [[2, `it is longer than ${MAX_LINE} characters`]],
    ])
  })

  it('gives a page of its broken lines', () => {
    const text = `good.example.com\n${Array.from({ length: 50 }, (_, at) => `two words${at}`).join('\n')}`
    const result = read(text, { broken: { offset: 10, limit: 3 } })
    expect(result.ok && [result.value.broken, result.value.brokenLines.map(({ line }) => line)]).toEqual([
      50,
      [12, 13, 14],
    ])
  })

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'it is empty'],
    ['remarks only', '# a\n# b\n', 'there is no name in it'],
    [
      'an Adblock list about pages',
      '[Adblock Plus 2.0]\n##.banner\n',
      'there is no name in it; line 2: it hides parts of a page; DNS sees names only',
    ],
    ['too many lines', '\n'.repeat(100_001), 'it has more than 100,000 lines, the most a list may have'],
    [
      'prose',
      'dear reader, this is\na letter to you\n',
      'there is no name in it; line 1: there is more than one word on this line',
    ],
    ['a program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), 'it is not a text file: it has null bytes'],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 1]), 'it is compressed with gzip; unpack it first'],
    ['UTF-16', Buffer.from('\uFEFFa.example.com', 'utf16le'), 'it is UTF-16 text; save it as UTF-8'],
    [
      'too many names',
      Array.from({ length: 10_001 }, (_, at) => `n${at}.example.com`).join('\n'),
      'it has more than 10,000 names, the most a list may have',
    ],
    ['too many bytes', '#'.repeat(1_000_001), 'it is larger than 1 MB, the most a list may have'],
  ])('of %s is refused in words', (_what, text, message) => {
    expect(read(text)).toEqual({ ok: false, fault: { kind: 'unreadable', message } })
  })
})

function plainLines(pieces: Uint8Array[]) {
  const lines: [string, number, string | null][] = []
  const reader = createTextLines((text, number, fault) => lines.push([text, number, fault]))
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return lines
}
