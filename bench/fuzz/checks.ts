import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { CLASSIC_UDP_SIZE, FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, MAX_MESSAGE, OPCODE_MASK, OUR_UDP_SIZE, QDCOUNT, QR, read16 } from '../../core/dns/wire.ts' // prettier-ignore
import { faultIn } from './walk.ts'

/** How a packet came: over UDP an answer has a budget, and off this machine a smaller one. */
export type Way = { stream: boolean; loopback: boolean }

const asked = blankAsked()
const RCODES_WITHOUT_CONTENT = new Set([1, 4])
/** What a refusal may hold more than the packet that it refuses: a cookie of the server's (RFC 7873). */
const COOKIE_OCTETS = 40

/** What is wrong with the answer to a packet; null when nothing is. */
export function wrongWith(packet: Buffer, answer: Buffer, way: Way): string | null {
  const fault = faultIn(answer)
  if (fault !== null) return fault
  if ((packet[FLAGS_HIGH]! & QR) !== 0) return 'an answer was answered'
  if ((answer[FLAGS_HIGH]! & QR) === 0) return 'QR is not set'
  if (answer[0] !== packet[0] || answer[1] !== packet[1]) return 'another id'
  if ((answer[FLAGS_HIGH]! & OPCODE_MASK) !== (packet[FLAGS_HIGH]! & OPCODE_MASK)) return 'another opcode'
  const limit = budgetOf(packet, way)
  if (answer.length > limit) return `${answer.length} octets, where ${limit} were allowed`
  const questions = read16(answer, QDCOUNT)
  if (questions > 1) return `${questions} questions`
  const rcode = answer[FLAGS_LOW]! & 0x0f
  // Over a stream nobody else can be flooded, and inside of TLS refusals are padded, too (RFC 8467).
  if (!way.stream && RCODES_WITHOUT_CONTENT.has(rcode) && answer.length > packet.length + COOKIE_OCTETS)
    return 'a refusal larger than the packet'
  if (questions === 0) return null
  return echoes(packet, answer) ? null : 'another question'
}

/** Read by the product's own reader, which the scenarios hold to the RFCs; what it cannot read has the classic budget. */
function budgetOf(packet: Buffer, { stream, loopback }: Way): number {
  if (stream) return MAX_MESSAGE
  readAsked(packet, asked, 0)
  if (!asked.edns) return CLASSIC_UDP_SIZE
  const size = Math.max(CLASSIC_UDP_SIZE, asked.udpSize)
  return loopback ? size : Math.min(size, OUR_UDP_SIZE)
}

/** Letter for letter (RFC 1035, 7.3; the asker may have mixed them on purpose). */
function echoes(packet: Buffer, answer: Buffer): boolean {
  let at = HEADER_SIZE
  while (answer[at] !== 0) at += answer[at]! + 1
  const end = at + 5
  return packet.length >= end && answer.subarray(HEADER_SIZE, end).equals(packet.subarray(HEADER_SIZE, end))
}
