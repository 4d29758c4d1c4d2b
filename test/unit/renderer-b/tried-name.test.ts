import { expect, it } from 'vitest'
import { triedName } from '../../../renderer/src/lists/tried-name.ts'

it.each([
  ['shop.river-books.net', 'shop.river-books.net', false],
  ['shop[.]river-books[.]net', 'shop.river-books.net', false],
  ['https://ads.river-books.net/path', 'ads.river-books.net', true],
  ['hxxps://ads[.]river-books[.]net:8443/path?a=b', 'ads.river-books.net', true],
  ['http://somebody@ads.river-books.net?a=b', 'ads.river-books.net', true],
  // Packets hold such names.
  ['0/25.2.0.192.in-addr.arpa', '0/25.2.0.192.in-addr.arpa', false],
])('%s is tried as %s', (text, name, noted) => {
  const tried = triedName(text)
  expect(tried).toMatchObject({ name, fault: null })
  expect(tried.note !== null).toBe(noted)
})

it.each(['10.0.0.1', '2001:db8::1', 'https://10.0.0.1/path', 'https://[2001:db8::1]:443/'])(
  '%s is said to be no name',
  (text) => {
    expect(triedName(text)).toMatchObject({ name: '', fault: expect.stringContaining('not a name') as string })
  }
)
