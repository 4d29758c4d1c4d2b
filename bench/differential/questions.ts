import { nameBytes } from '../../core/dns/wire-name.ts'
import { TYPE } from '../../core/dns/mnemonics.ts'
import { HEADER_SIZE, OPCODE_MASK, write16 } from '../../core/dns/wire.ts'
import { seeded } from '../../core/model/random.ts'
import { LAB_NAMES } from './lab.ts'
import { zoneText } from './zone.ts'

/** One question as both are asked it, and in words. */
export type Asking = {
  packet: Buffer
  stream: boolean
  text: string
  /** In small letters. */
  name: string
  type: number
  class: number
  opcode: number
  questions: number
  recursionDesired: boolean
  checkingDisabled: boolean
  /** AD: the client wants to know whether the answer was validated (RFC 6840, 5.7). */
  wantsAuthenticated: boolean
  /** Null without OPT. */
  version: number | null
  /** The most octets that an answer over UDP may have. */
  size: number
  /** DO, where there is an OPT. */
  secure: boolean
  /** A client's cookie (RFC 7873), and whether it has the length of one. */
  cookie: 'none' | 'whole' | 'malformed'
}

/** The same questions for the same seed: every name of the zone and its neighbours, all types, classes, flags, opcodes, sizes and options. */
export function* questions(count: number, seed: number): Generator<Asking> {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const of = <T>(values: readonly T[]) => values[below(values.length)]!
  const names = namesOf(zoneText())

  function name(): string {
    const known = of(names)
    switch (below(12)) {
      case 0:
        return `not-there${below(40)}.${known}`
      case 1:
        return known.slice(known.indexOf('.') + 1) || known
      case 2:
        return `${of(LAB_NAMES)}.lab.`
      case 3:
        return `${below(4) === 0 ? 'deep.' : ''}x${below(30)}.${of(['wild.oddities.', 'a.wild.oddities.', 'alias.wild2.oddities.', 'b.stars.oddities.', 'old.oddities.', 'long.oddities.', 'mail.oddities.'])}`
      case 4:
        return of(ELSEWHERE)
      default:
        return known
    }
  }

  for (let at = 0; at < count; at++) {
    const text = name()
    const bytes = nameBytes(text)
    if (!bytes.ok) {
      // A neighbour of a long name may be too long: another one then.
      at--
      continue
    }
    const wire = below(4) === 0 ? inOtherLetters(bytes.value, random) : bytes.value
    const type = below(20) === 0 ? below(0x10000) : of(TYPES)
    const asked = below(25) === 0 ? of(CLASSES) : 1
    const opcode = below(40) === 0 ? below(16) : 0
    const opt = below(10) < 6 ? optOf() : null
    const head = Buffer.alloc(HEADER_SIZE)
    write16(head, 0, at & 0xffff)
    head[2] = ((opcode << 3) & OPCODE_MASK) | (below(10) === 0 ? 0 : 1)
    // AD, CD, and rarely the bit that must be zero.
    head[3] = (below(3) === 0 ? 0x20 : 0) | (below(4) === 0 ? 0x10 : 0) | (below(50) === 0 ? 0x40 : 0)
    const questions = below(200) === 0 ? below(3) : 1
    write16(head, 4, questions)
    write16(head, 10, opt === null ? 0 : 1)
    const end = Buffer.alloc(4)
    write16(end, 0, type)
    write16(end, 2, asked)
    const question = Array.from({ length: questions }, () => [wire, end]).flat()
    const packet = Buffer.concat([head, ...question, opt?.bytes ?? Buffer.alloc(0)])
    const stream = below(7) === 0
    const words = [
      text,
      type,
      `class ${asked}`,
      `opcode ${opcode}`,
      `flags ${head[2].toString(16)}${head[3].toString(16)}`,
      `${questions} questions`,
      opt?.text ?? 'no EDNS',
      stream ? 'tcp' : 'udp',
    ]
    yield {
      packet, stream, text: words.join(' '), name: text.toLowerCase(), type, class: asked, opcode, questions,
      recursionDesired: (head[2] & 1) !== 0, checkingDisabled: (head[3] & 0x10) !== 0, wantsAuthenticated: (head[3] & 0x20) !== 0, version: opt?.version ?? null,
      size: Math.max(512, opt?.size ?? 0),
      secure: opt?.secure ?? false, cookie: opt?.cookie ?? 'none',
    } // prettier-ignore
  }

  function optOf(): Pick<Asking, 'size' | 'secure' | 'cookie'> & { bytes: Buffer; version: number; text: string } {
    const size = of(SIZES)
    const version = below(30) === 0 ? of([1, 255]) : 0
    const secure = below(2) === 0
    const option = below(3) === 0 ? of(OPTIONS) : null
    const data = option === null ? Buffer.alloc(0) : optionBytes(option)
    const bytes = Buffer.alloc(11)
    write16(bytes, 1, TYPE.OPT)
    write16(bytes, 3, size)
    bytes[6] = version
    bytes[7] = secure ? 0x80 : 0
    write16(bytes, 9, data.length)
    return {
      bytes: Buffer.concat([bytes, data]),
      version,
      size,
      secure,
      cookie: option?.code !== COOKIE ? 'none' : option.data.length === 16 ? 'whole' : 'malformed',
      text: `EDNS ${version} ${size}${secure ? ' DO' : ''}${option === null ? '' : ` option ${option.code}`}`,
    }
  }
}

/** Owners of the zone, as they stand in its text. */
function namesOf(zone: string): string[] {
  const owners = zone.split('\n').map((line) => line.split(' ')[0]!)
  return [...new Set(owners)].map((owner) => (owner === '@' ? '.' : owner)).filter((owner) => !owner.startsWith('$'))
}

function optionBytes({ code, data }: { code: number; data: string }): Buffer {
  const octets = Buffer.from(data, 'hex')
  const head = Buffer.alloc(4)
  write16(head, 0, code)
  write16(head, 2, octets.length)
  return Buffer.concat([head, octets])
}

function inOtherLetters(name: Buffer, random: () => number): Buffer {
  return Buffer.from(name.map((octet) => (octet >= 0x61 && octet <= 0x7a && random() < 0.5 ? octet & 0xdf : octet)))
}

/** Outside of the zone: special names, and what is not there at all. */
const ELSEWHERE = [
  'localhost.', 'www.localhost.', 'test.', 'a.test.', 'invalid.', 'a.invalid.', 'x.onion.', 'printer.local.', '1.0.0.127.in-addr.arpa.',
  '5.1.168.192.in-addr.arpa.', 'home.arpa.', 'resolver.arpa.', '_dns.resolver.arpa.', 'version.bind.', 'id.server.', 'example.', 'no-such-tld.', '.',
] // prettier-ignore
const TYPES = [1, 1, 1, 1, 28, 28, 5, 2, 6, 12, 15, 16, 16, 33, 35, 39, 43, 46, 47, 48, 50, 52, 64, 65, 99, 108, 128, 250, 251, 252, 253, 254, 255, 255, 256, 257, 731, 65280, 65281, 13, 17, 18, 29, 36, 41, 42, 44, 249, 0] // prettier-ignore
const CLASSES = [0, 3, 3, 4, 254, 255, 2, 65535]
const SIZES = [0, 512, 513, 1232, 1232, 1232, 1400, 4096, 65535]
const COOKIE = 10
const OPTIONS = [
  { code: 3, data: '' },
  { code: 8, data: '00011800c63364' },
  { code: 10, data: '0102030405060708' },
  { code: 10, data: '01020304' },
  { code: 11, data: '' },
  { code: 12, data: '00000000' },
  { code: 15, data: '0000' },
  { code: 65001, data: 'ff' },
]
