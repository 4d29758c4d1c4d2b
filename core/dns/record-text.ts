import packet from 'dns-packet/index.js'
import { TYPE, typeText } from './mnemonics.ts'
import type { RecordPlace } from './scan.ts'
import { readName } from './wire-name.ts'
import { read16 } from './wire.ts'

const MAX_TEXT = 200

/** Types whose data is one name. */
const NAME_TYPES = new Set<number>([TYPE.CNAME, TYPE.NS, TYPE.PTR, TYPE.DNAME])

/** A record as the log shows it, such as 'A 192.0.2.7' or 'MX 10 mail.shop-mirror.net'. At most 200 characters, all of them visible. */
export function recordText(message: Buffer, record: RecordPlace): string {
  const text = `${typeText(record.type)} ${dataText(message, record)}`
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

function dataText(message: Buffer, record: RecordPlace): string {
  const { type, rdataAt } = record
  if (NAME_TYPES.has(type)) return nameText(message, rdataAt)
  if (type === TYPE.A && record.rdataEnd - rdataAt === 4) return message.subarray(rdataAt, record.rdataEnd).join('.')
  if (type === TYPE.SVCB || type === TYPE.HTTPS) return `${read16(message, rdataAt)} ${nameText(message, rdataAt + 2)}`
  return readable(message, record) ?? genericText(message, record)
}

function nameText(message: Buffer, at: number): string {
  return readName(message, at)?.name || '.'
}

/** What dns-packet can read; null for a type that it does not know or data that it refuses. */
function readable(message: Buffer, { nameAt, rdataEnd }: RecordPlace): string | null {
  try {
    const answer = packet.answer.decode(message.subarray(0, rdataEnd), nameAt)
    switch (answer.type) {
      case 'AAAA':
        return answer.data
      case 'MX':
        return `${answer.data.preference ?? 0} ${visible(answer.data.exchange)}`
      case 'TXT':
        return [answer.data]
          .flat()
          .map((part) => `"${visible(part.toString('latin1'))}"`)
          .join(' ')
      case 'SOA':
        return `${visible(answer.data.mname)} ${visible(answer.data.rname)} ${answer.data.serial ?? 0}`
      case 'SRV':
        return `${answer.data.priority ?? 0} ${answer.data.weight ?? 0} ${answer.data.port} ${visible(answer.data.target)}`
      case 'CAA':
        return `${answer.data.flags} ${visible(answer.data.tag)} "${visible(answer.data.value)}"`
      default:
        return null
    }
  } catch {
    return null
  }
}

/** RFC 3597, section 5. */
function genericText(message: Buffer, { rdataAt, rdataEnd }: RecordPlace): string {
  return `\\# ${rdataEnd - rdataAt} ${message.toString('hex', rdataAt, Math.min(rdataEnd, rdataAt + MAX_TEXT))}`
}

/** Octets of a hostile record as \DDD, so that no control character and no quotation mark reaches a screen. */
function visible(text: string): string {
  return text.replace(/[^ !#-[\]-~]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`)
}
