import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWhois, referredServer } from '../../../core/whois/whois-text.ts'
import { shownRegistration } from '../../../core/whois/texts.ts'

const answer = [
  'Domain Name: weather-desk.zz',
  'Registrar: Invented Registrar, Inc.',
  'Creation Date: 2019-03-04T05:06:07Z',
  'Registry Expiry Date: 2031-03-04T05:06:07Z',
  'Updated Date: 2026-01-02T03:04:05Z',
  'Registrant Organization: Weather Desk Ltd',
  'Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited',
  'Name Server: NS1.WEATHER-DESK.ZZ',
  'Name Server: NS2.WEATHER-DESK.ZZ',
].join('\r\n')

/** Every UTF-16 unit, lone surrogates too. fast-check's own `binary` takes a second to build its tables. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

describe('a WHOIS answer', () => {
  it('says dates, registrar, registrant, status and name servers', () => {
    const parsed = parseWhois('weather-desk.zz', answer)
    if (parsed.kind !== 'found') throw new Error(parsed.kind)
    expect(shownRegistration(parsed.said)).toMatchObject({
      registered: '2019-03-04T05:06:07Z',
      expires: '2031-03-04T05:06:07Z',
      updated: '2026-01-02T03:04:05Z',
      registrar: 'Invented Registrar, Inc.',
      registrant: 'Weather Desk Ltd',
      nameServers: ['ns1.weather-desk.zz', 'ns2.weather-desk.zz'],
    })
  })

  it.each([
    ['No match for "NONE.ZZ".', 'not-registered'],
    ['% No entries found for the selected source(s).', 'not-registered'],
    ['NOT FOUND', 'not-registered'],
    ['No Data Found', 'not-registered'],
    ['Domain not found.', 'not-registered'],
    ['The queried object does not exist: previous registration', 'not-registered'],
    ['Status: free', 'not-registered'],
    ['%% Query limit exceeded for 192.0.2.1, try later', 'refused'],
    ['Too many requests.', 'refused'],
    ['', 'unclear'],
    ['a text of a form that nobody knows', 'found'],
  ])('%j is %s', (text, kind) => {
    expect(parseWhois('none.zz', text).kind).toBe(kind)
  })

  it('never throws, whatever it holds', () => {
    const domains = fc.constantFrom('a.uk', 'a.fr', 'a.it', 'a.jp', 'a.ua', 'a.tr', 'a.zz')
    fc.assert(
      fc.property(anyText, domains, (text, domain) => void parseWhois(domain, text)),
      { numRuns: 50 }
    )
  })

  it.each(['\n', '\r', ' ', 'a: b\n', 'no data ', '% ', 'whois: ', '__proto__: x\n', 'constructor: x\n'])(
    'of half a megabyte of %j takes no long time',
    (piece) => {
      const text = piece.repeat(500_000 / piece.length)
      const start = process.cpuUsage()
      parseWhois('a.zz', text)
      referredServer(text)
      expect(process.cpuUsage(start).user).toBeLessThan(1_000_000)
    }
  )

  it.each([
    ['domain: ZZ\nwhois:        whois.nic.zz\n', 'whois.nic.zz'],
    ['refer: whois.nic.zz\r\n', 'whois.nic.zz'],
    ['domain: ZZ\nwhois:\nstatus: ACTIVE', null],
    ['whois: localhost\n', null],
    ['whois: a.b; rm\n', null],
  ])('of IANA %j refers to %s', (text, server) => {
    expect(referredServer(text)).toBe(server)
  })
})
