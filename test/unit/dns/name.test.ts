import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askedNameSchema } from '../../../core/dns/name-schemas.ts'
import { isBelow, parseName, type DomainName } from '../../../core/dns/name.ts'
import { registeredDomain } from '../../../core/dns/registered-domain.ts'

/** `input -> expected`, one a line. */
function examples(file: string): [string, string][] {
  const text = readFileSync(new URL(`../../fixtures/names/${file}`, import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [input, expected, ...more] = line.split(' -> ')
    if (input === undefined || expected === undefined || more.length > 0) throw new Error(`not an example: ${line}`)
    return [input, expected]
  })
}

const name = (text: string) => text as DomainName

/** Every UTF-16 unit, lone surrogates too. fast-check's own `binary` takes a second to build its tables. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

describe('a name', () => {
  it.each(examples('valid.txt'))('%j is %j', (input, expected) => {
    expect(parseName(input)).toEqual({ ok: true, value: expected })
  })

  it.each(examples('invalid.txt'))('%j is refused: %s', (input, words) => {
    const parsed = parseName(input)
    expect(parsed.ok ? parsed.value : parsed.fault.message).toContain(words)
    expect(parsed.ok).toBe(false)
  })

  it('is the same whether it is known for a name at a glance or read in full', () => {
    const label = fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', '_', '.'), minLength: 1, maxLength: 70 })
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const text = labels.join('.')
        // A dot at the end is taken off, but not at a glance.
        if (!text.endsWith('.')) expect(parseName(text)).toEqual(parseName(`${text}.`))
      })
    )
  })

  it('stays the same when it is read again, whatever text it came from', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.domain(), fc.webUrl()), (text) => {
        const parsed = parseName(text)
        if (parsed.ok) expect(parseName(parsed.value)).toEqual(parsed)
      })
    )
  })

  it('shows hidden characters of a wrong label instead of passing them on', () => {
    const parsed = parseName('a\u0007b.example')
    expect(parsed.ok ? '' : parsed.fault.message).toBe(
      'the label "a\\u{0007}b" has a character that a host name cannot have'
    )
  })

  it('may be one that only packets hold where it is looked at', () => {
    expect(askedNameSchema.safeParse('_Tunnel!.a\\032b.example').data).toBe('_tunnel!.a\\032b.example')
    expect(askedNameSchema.safeParse('two words.example').success).toBe(false)
    expect(askedNameSchema.safeParse('BÜCHER.example').data).toBe('xn--bcher-kva.example')
  })
})

describe('below', () => {
  it.each([
    ['a.example.com', 'example.com', true],
    ['example.com', 'example.com', true],
    ['example.com', '', true],
    ['notexample.com', 'example.com', false],
    ['com', 'example.com', false],
  ])('%s under %s is %s', (child, parent, below) => {
    expect(isBelow(name(child), name(parent))).toBe(below)
  })
})

describe('the registered domain', () => {
  it.each([
    ['a.b.example.co.uk', 'example.co.uk'],
    ['_dmarc.example.com', 'example.com'],
    ['x.y.pages.dev', 'y.pages.dev'],
    ['www.x.github.io', 'x.github.io'],
    ['pages.dev', null],
    ['co.uk', null],
    ['localhost', null],
  ])('of %s is %s', (asked, expected) => {
    expect(registeredDomain(name(asked))).toBe(expected)
  })
})
