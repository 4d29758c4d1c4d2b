import type { Random } from '../../core/model/random.ts'

/** How many names are asked again and again, so that answers from the cache and answers made anew are both met. */
const KNOWN = 4000

/** Names in wire form: the root, single labels, the longest there may be, odd octets, special names, and plain ones in any letters. */
export function names(random: Random): () => Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  const octets = (size: number) => Buffer.from(Array.from({ length: size }, () => below(256)))
  const letters = (size: number) => Buffer.from(Array.from({ length: size }, () => 0x61 + below(26)))

  function made(): Buffer {
    switch (below(16)) {
      case 0:
        return wire([])
      case 1:
        return wire([octets(63), octets(63), octets(63), octets(61)])
      case 2:
        return wire(Array.from({ length: 127 }, () => octets(1)))
      case 3:
        return wire(SPECIAL[below(SPECIAL.length)]!.split('.').map((label) => Buffer.from(label)))
      case 4:
        return wire([octets(1 + below(63)), Buffer.from('garden'), Buffer.from('example')])
      default:
        return wire([letters(1 + below(14)), letters(3 + below(12)), Buffer.from(['com', 'net', 'example'][below(3)]!)])
    }
  }

  const known = Array.from({ length: KNOWN }, made)
  return () => {
    const name = below(4) === 0 ? made() : known[below(KNOWN)]!
    return below(4) === 0 ? inOtherLetters(name, below) : name
  }
}

const SPECIAL = [
  'localhost', 'www.localhost', 'test', 'invalid', 'hidden.onion', 'printer.local', '10.in-addr.arpa', '1.0.0.127.in-addr.arpa', '1.2.168.192.in-addr.arpa',
  'resolver.arpa', '_dns.resolver.arpa', 'use-application-dns.net', 'mask.icloud.com', 'home.arpa', 'version.bind', 'id.server',
] // prettier-ignore

function wire(labels: readonly Buffer[]): Buffer {
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), label])),
    Buffer.from([0]),
  ])
}

/** Length octets are below 'A'. */
function inOtherLetters(name: Buffer, below: (limit: number) => number): Buffer {
  return Buffer.from(name.map((octet) => (octet >= 0x61 && octet <= 0x7a && below(2) === 0 ? octet & 0xdf : octet)))
}
