import { expect, test } from 'vitest'
import { find } from '../../../core/desk/lookup.ts'
import { evidenceNumber, evidenceText } from '../../../core/log/evidence.ts'
import type { QueryRecord } from '../../../core/log/record.ts'
import { asked } from '../../fakes/log-of.ts'

const EVIDENCE = evidenceText(evidenceNumber(70_001, 41))
const record: QueryRecord = { ...asked({ name: 'ad-place.net', time: 1234 }), evidence: EVIDENCE }

/** A store with one record; it is asked for evidence in its canonical form alone. */
const byEvidence = (text: string): Promise<QueryRecord | null> => {
  expect(text).toMatch(/^[0-9a-hjkmnp-tv-z]{11}$/)
  return Promise.resolve(text === EVIDENCE ? record : null)
}

const dig = (error: string) => `
; <<>> DiG 9.20.11 <<>> @127.0.0.1 -p 5335 ad-place.net
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 40124
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
${error}
;; QUESTION SECTION:
;ad-place.net.			IN	A

;; ANSWER SECTION:
ad-place.net.		10	IN	A	0.0.0.0

;; Query time: 0 msec
`
const found = { kind: 'evidence', evidence: EVIDENCE, name: 'ad-place.net', time: 1234 }

test.each<[string, string, object]>([
  ['a pasted dig output with evidence', dig(`; EDE: 15 (Blocked): (Evidence ${EVIDENCE}: list ads)`), found],
  ['the line with the reason alone', `Evidence ${EVIDENCE}: list ads line 2: ad-place.net`, found],
  ['an evidence id', EVIDENCE, found],
  ['one in capitals', `  ${EVIDENCE.toUpperCase()} `, found],
  ['one that was read aloud', EVIDENCE.replaceAll('0', 'O').replaceAll('1', 'l'), found],
  ['a dig output without evidence', dig('; COOKIE: 1f2e'), { kind: 'name', name: 'ad-place.net' }],
  [
    'a dig output with evidence of nothing here',
    dig('; EDE: 15: (Evidence 00000000000)'),
    { kind: 'name', name: 'ad-place.net' },
  ],
  ['an IPv4 address', '10.0.0.7', { kind: 'client', client: '10.0.0.7' }],
  ['an IPv6 address', '2001:db8::7', { kind: 'client', client: '2001:db8::7' }],
  ['a name', 'Shop.River-Books.net', { kind: 'name', name: 'shop.river-books.net' }],
  ['a name with its last dot', 'river-books.net.', { kind: 'name', name: 'river-books.net' }],
  ['a name with eleven letters in it', 'information.net', { kind: 'name', name: 'information.net' }],
  ['an internationalised name', 'bücher.de', { kind: 'name', name: 'xn--bcher-kva.de' }],
  ['a defanged name', 'evil[.]river-books[.]net', { kind: 'name', name: 'evil.river-books.net' }],
  ["a page's address", 'https://river-books.net/login?next=1', { kind: 'name', name: 'river-books.net' }],
  ['a defanged address', 'hxxps://evil[.]river-books[.]net:8443/a', { kind: 'name', name: 'evil.river-books.net' }],
  ['a filter', 'verdict:blocked client:10.0.0.7', { kind: 'filter', filter: 'verdict:blocked client:10.0.0.7' }],
  ['a wildcard', '*.river-books.net', { kind: 'filter', filter: '*.river-books.net' }],
  ['one word', 'books', { kind: 'filter', filter: 'books' }],
  ['two words', 'books shop', { kind: 'filter', filter: 'books shop' }],
])('%s leads to where it means', async (_, text, destination) => {
  expect(await find(text, byEvidence)).toEqual(destination)
})

test.each<[string, string, RegExp]>([
  ['nothing', '   ', /^Write a name, a client address, a filter or an evidence id\.$/],
  ['a field that is none', 'colour:red', /^"colour" is no field/],
  ["a page's address without a name", 'https://10.0.0.1/', /^The name in this output cannot be read: it is an address/],
  ['a score beyond 1', 'score:>7', /^a score lies between 0 and 1$/],
  ['an open quote', 'list:"my list', /quot/],
])('%s leads nowhere, and says what is wrong', async (_, text, message) => {
  const destination = await find(text, byEvidence)
  expect(destination).toEqual({ kind: 'nothing', message: expect.stringMatching(message) as string })
})
