import { compose, type OwnRecord } from '../../core/dns/compose.ts'
import { TYPE } from '../../core/dns/mnemonics.ts'
import { FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, QR, RA, RD, write16 } from '../../core/dns/wire.ts'

/** What a hostile upstream may do with one question. The same seed does the same. */
export const HOSTILITIES = [
  'right',
  'wrong-id',
  'wrong-question',
  'wrong-letters',
  'truncated-message',
  'lying-counts',
  'lying-length',
  'name-loop',
  'pointer-ahead',
  'pointer-chain',
  'endless-cnames',
  'opt-lies',
  'flipped-bits',
  'noise',
  'only-header',
  'tc-without-end',
  'huge',
  'silence',
] as const
export type Hostility = (typeof HOSTILITIES)[number]

/** What a forger would like to be believed: 203.0.113.66. It must never reach an asker. */
export const LIE = Buffer.from([203, 0, 113, 66])

/** The answer to a query of ours (header, question, OPT), as hostile as said; null is silence. */
export function hostileAnswer(query: Buffer, hostility: Hostility, chance: () => number): Buffer | null {
  const below = (limit: number) => Math.floor(chance() * limit)
  const questionEnd = endOfQuestion(query)
  const question = query.subarray(HEADER_SIZE, questionEnd)
  const right = (answers: OwnRecord[] = ADDRESS) => {
    const { bytes } = compose(question, answers, [])
    bytes.set(query.subarray(0, 2))
    bytes[FLAGS_HIGH] = QR | RD
    bytes[FLAGS_LOW] = RA
    return bytes
  }
  switch (hostility) {
    case 'right':
      return right()
    case 'wrong-id': {
      const message = right(LIES)
      message[0] = message[0]! ^ (1 + below(255))
      return message
    }
    case 'wrong-question': {
      const message = right(LIES)
      message[HEADER_SIZE + 1] = 0x7a
      return message
    }
    case 'wrong-letters': {
      const message = right()
      for (let i = HEADER_SIZE; i < questionEnd - 4; i++)
        if (message[i]! >= 0x41 && message[i]! <= 0x5a) message[i] = message[i]! | 0x20
      return message
    }
    case 'truncated-message': {
      const message = right()
      return message.subarray(0, below(message.length))
    }
    case 'lying-counts': {
      const message = right()
      write16(message, 4 + 2 * below(4), below(0x10000))
      return message
    }
    case 'lying-length': {
      const message = right()
      write16(message, message.length - 6, below(0x10000))
      return message
    }
    case 'name-loop': {
      const message = right()
      write16(message, questionEnd, 0xc000 | (questionEnd + below(3) - 1))
      return message
    }
    case 'pointer-ahead':
      return right([{ type: TYPE.CNAME, ttl: 60, rdata: Buffer.from([0xc0, 0xff]) }])
    case 'pointer-chain':
      return right(chain(200, questionEnd))
    case 'endless-cnames':
      return right(
        Array.from({ length: 900 }, () => ({
          type: TYPE.CNAME,
          ttl: 0xffffffff,
          rdata: Buffer.from([0xc0, HEADER_SIZE]),
        }))
      )
    case 'opt-lies': {
      const option = Buffer.from([0, 15, 0xff, 0xff, below(256), below(256)])
      const opt = Buffer.alloc(11 + option.length)
      write16(opt, 1, TYPE.OPT)
      write16(opt, 3, below(0x10000))
      opt[5] = below(256)
      write16(opt, 9, option.length)
      option.copy(opt, 11)
      const message = Buffer.concat([right(), opt, below(2) === 0 ? opt : Buffer.alloc(0)])
      write16(message, 10, below(3))
      return message
    }
    case 'flipped-bits': {
      const message = right()
      for (let flips = 1 + below(12); flips > 0; flips--) {
        const at = below(message.length)
        message[at] = message[at]! ^ (1 << below(8))
      }
      return message
    }
    case 'noise': {
      const noise = Buffer.from(Array.from({ length: below(600) }, () => below(256)))
      query.copy(noise, 0, 0, Math.min(2, noise.length))
      return noise
    }
    case 'only-header': {
      const header = Buffer.from(right().subarray(0, HEADER_SIZE))
      header[FLAGS_LOW] = below(16)
      header.fill(0, 4)
      return header
    }
    case 'tc-without-end': {
      const message = right([])
      message[FLAGS_HIGH] = message[FLAGS_HIGH]! | 0x02
      return message
    }
    case 'huge':
      return right(
        Array.from({ length: 200 }, () => ({ type: TYPE.TXT, ttl: 60, rdata: Buffer.alloc(255, 1 + below(255)) }))
      )
    case 'silence':
      return null
  }
}

const LIES: OwnRecord[] = [{ type: TYPE.A, ttl: 60, rdata: LIE }]
const ADDRESS: OwnRecord[] = [{ type: TYPE.A, ttl: 60, rdata: Buffer.from([192, 0, 2, 7]) }]

/** Each record's target is a pointer to the target of the one before: as long a way as 200 steps. */
function chain(length: number, questionEnd: number): OwnRecord[] {
  return Array.from({ length }, (_, i) => {
    const target = i === 0 ? HEADER_SIZE : questionEnd + 14 * i - 2
    return { type: TYPE.CNAME, ttl: 60, rdata: Buffer.from([0xc0 | (target >> 8), target & 0xff]) }
  })
}

function endOfQuestion(query: Buffer): number {
  let at = HEADER_SIZE
  while (query[at]! > 0) at += query[at]! + 1
  return at + 5
}
