import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseRdap } from '../../../core/whois/rdap.ts'
import { parseBootstrap } from '../../../core/whois/rdap-servers.ts'
import { shownRegistration } from '../../../core/whois/texts.ts'

const example = readFileSync(new URL('../../fixtures/whois/desk.rdap.json', import.meta.url), 'utf8')

function shown(body: string) {
  const said = parseRdap(body)
  if (!said.ok) throw new Error(said.fault)
  return shownRegistration(said.value)
}

const domain = (more: object) => JSON.stringify({ objectClassName: 'domain', ...more })
const registrar = (vcardArray: unknown) => domain({ entities: [{ roles: ['registrar'], handle: 'H-1', vcardArray }] })

describe('an RDAP answer', () => {
  it('says dates, registrar, registrant, status and name servers', () => {
    const { raw, ...rest } = shown(example)
    expect(rest).toEqual({
      registered: '2019-03-04T05:06:07Z',
      expires: '2031-03-04T05:06:07Z',
      updated: '2026-01-02T03:04:05Z',
      registrar: 'Invented Registrar, Inc.',
      registrant: 'Weather Desk Ltd',
      status: ['client transfer prohibited', 'active'],
      nameServers: ['NS1.WEATHER-DESK.COM', 'NS2.WEATHER-DESK.COM'],
    })
    expect(JSON.parse(raw)).toEqual(JSON.parse(example))
  })

  it.each<[string, string, string | null]>([
    ['no entities', domain({}), null],
    ['a handle only', registrar(undefined), 'H-1'],
    ['a broken card', registrar(['vcard', 'x']), 'H-1'],
    ['a card of numbers', registrar(['vcard', [['fn', {}, 'text', 7]]]), 'H-1'],
    ['roles that are no list', domain({ entities: [{ roles: 'registrar', handle: 'x' }] }), null],
    ['a text that turns round', registrar(['vcard', [['fn', {}, 'text', 'a\u202Eb\u0000']]]), 'a\\u{202E}b\\u{0000}'],
  ])('with %s has the registrar it can have', (_what, body, expected) => {
    expect(shown(body).registrar).toBe(expected)
  })

  it.each([
    ['<html>', 'its answer is not JSON'],
    ['[]', 'its answer is not an RDAP object'],
    ['null', 'its answer is not an RDAP object'],
    ['{"errorCode": 500}', 'its answer is not about a domain'],
  ])('%s is none: %s', (body, fault) => {
    expect(parseRdap(body)).toEqual({ ok: false, fault })
  })

  it('is cut where it is longer than anybody reads', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ ldhName: `ns${at}.x.example` }))
    const long = shown(domain({ nameservers: many, status: ['x'.repeat(1000)], note: 'y'.repeat(200_000) }))
    expect([long.nameServers.length, long.status[0]?.length, long.raw.length]).toEqual([40, 200, 65_536])
  })

  it('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.json(), (body) => void parseRdap(body)))
    const anything = fc.record({
      objectClassName: fc.constant('domain'),
      events: fc.jsonValue(),
      entities: fc.jsonValue(),
      nameservers: fc.jsonValue(),
      status: fc.jsonValue(),
    })
    fc.assert(fc.property(anything, (value) => void shown(JSON.stringify(value))))
    expect(parseRdap(`{"objectClassName":"domain","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`).ok).toBe(true)
  })
})

describe('IANA’s list of RDAP servers', () => {
  it('gives each top-level domain its HTTPS server', () => {
    const services = [
      [
        ['com', 'NET'],
        ['http://rdap.a.example/', 'https://rdap.a.example/x'],
      ],
      [['old'], ['http://rdap.b.example/']],
    ]
    expect(parseBootstrap(JSON.stringify({ version: '1.0', services }))).toEqual({
      com: 'https://rdap.a.example/x/',
      net: 'https://rdap.a.example/x/',
    })
  })

  it.each(['', '{}', '{"services": "x"}', '<html>'])('is null for %j', (body) => {
    expect(parseBootstrap(body)).toBeNull()
  })
})
