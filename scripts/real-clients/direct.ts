import { ALIAS_OF_LISTED, FIRST_AND_LAST, LARGE, LISTED, NOWHERE, PASSES } from './house.ts'
import type { Page } from './page.ts'

const DIG = ['@127.0.0.1', '-p', '5335']
const TRUST = ['+tls-ca=authority.pem', '+tls-hostname=localhost']

/** Plain DNS, as people look at a resolver first. */
export function withDig(page: Page): void {
  page.chapter('dig', 'A name that passes, with its cookie.')
  page.run('dig', [...DIG, PASSES])
  page.text('The cookie alone (RFC 7873, 5.4).')
  page.run('dig', [...DIG, '+header-only', '+cookie'])
  page.text('A listed name, and another name that is an alias of it: the null address, and where the reason stands.')
  page.run('dig', [...DIG, LISTED])
  page.run('dig', [...DIG, ALIAS_OF_LISTED])
  page.text('A name that is not there.')
  page.run('dig', [...DIG, NOWHERE])
  page.text(
    'An answer of more than 1232 bytes: cut short over UDP, and asked again over TCP (eighteen of its twenty records are ' +
      'left out here). And three questions on one TCP connection.'
  )
  page.run('dig', [...DIG, '+bufsize=1232', 'TXT', LARGE], { lines: FIRST_AND_LAST })
  page.run('dig', [...DIG, '+tcp', '+keepopen', '+short', PASSES, LISTED, PASSES, 'HTTPS'])
}

export function encrypted(page: Page): void {
  page.chapter('kdig, over TLS', 'With the certificate checked, for a name that passes and a listed one.')
  page.run('kdig', ['@127.0.0.1', '+tls', ...TRUST, PASSES])
  page.run('kdig', ['@127.0.0.1', '+tls', ...TRUST, LISTED])
  page.text('With a name that the certificate does not hold.')
  page.run('kdig', ['@127.0.0.1', '+tls', '+tls-ca=authority.pem', '+tls-hostname=resolver.example', PASSES])
  page.chapter('kdig, over HTTPS', 'POST, and GET.')
  page.run('kdig', ['@127.0.0.1', '+https', ...TRUST, PASSES])
  page.run('kdig', ['@127.0.0.1', '+https-get', '+https', ...TRUST, LISTED])
  page.chapter(
    'curl, that resolves over HTTPS',
    'Nothing listens at the address that it finds; a listed name leads to the null address. Its lines on DNS and TLS alone.'
  )
  const doh = ['--cacert', 'authority.pem', '--doh-url', 'https://localhost/dns-query']
  const curl = ['-sv', ...doh, '--connect-timeout', '2']
  const telling = (line: string) => TELLING.test(line)
  page.run('curl', [...curl, `http://${PASSES}/`], { lines: telling })
  page.run('curl', [...curl, `http://${LISTED}/`], { lines: telling })
}

export function asFirefox(page: Page): void {
  page.chapter(
    'A GET as Firefox sends it',
    'Id 0, EDNS(0) with padding to 128 octets. Its answer is padded to 468 (RFC 8467, 4.1).'
  )
  const accept = ['-H', 'accept: application/dns-message']
  const url = `https://localhost/dns-query?dns=${firefoxQuestion()}`
  page.run('curl', ['-s', '--http2', '--cacert', 'authority.pem', '-D', '-', '-o', 'answer.bin', ...accept, url])
  page.run('xxd', ['-a', 'answer.bin'])
}

const TELLING =
  /DoH|Trying|Connected|HTTP\/|content-|cache-control|subject|issuer|verify|ALPN|SSL connection|:method|:path|ailed/

/** As Firefox's TRR asks. */
function firefoxQuestion(): string {
  const labels = PASSES.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  const name = Buffer.concat([...labels, Buffer.from([0])])
  const head = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
  const asked = Buffer.concat([head, name, Buffer.from([0, 1, 0, 1])])
  const padding = 128 - asked.length - 15
  const opt = Buffer.from([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, padding + 4, 0, 12, 0, padding])
  return Buffer.concat([asked, opt, Buffer.alloc(padding)]).toString('base64url')
}
