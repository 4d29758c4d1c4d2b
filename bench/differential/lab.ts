import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { compose, negativeSoa, type OwnRecord } from '../../core/dns/compose.ts'
import { RCODE, TYPE } from '../../core/dns/mnemonics.ts'
import { readName } from '../../core/dns/wire-name.ts'
import {
  AD,
  ANCOUNT,
  FLAGS_HIGH,
  FLAGS_LOW,
  HEADER_SIZE,
  QR,
  RA,
  RD,
  TC,
  write16,
  write32,
} from '../../core/dns/wire.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'

/**
 * The upstream of `lab.`: what no sound authoritative server says, each under a name of its own (the label before `lab`): errors, negative answers
 * without an SOA, flags that say too much, records of others, cut answers.
 */
const AA = 0x04
const address = (last: number): OwnRecord => ({ type: TYPE.A, ttl: 300, rdata: Buffer.from([198, 51, 100, last]) })
const wire = (...labels: string[]) =>
  Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ])

type Said = { rcode?: number; answers?: OwnRecord[]; authorities?: OwnRecord[]; high?: number; low?: number }

const SAYS: Record<string, Said> = {
  plain: { answers: [address(1)] },
  'bare-nxdomain': { rcode: RCODE.NXDOMAIN },
  'bare-nodata': {},
  'nxdomain-with-soa': { rcode: RCODE.NXDOMAIN, authorities: [negativeSoa(60)] },
  refused: { rcode: RCODE.REFUSED },
  servfail: { rcode: RCODE.SERVFAIL },
  formerr: { rcode: RCODE.FORMERR },
  notimp: { rcode: RCODE.NOTIMP },
  'rcode-9': { rcode: 9 },
  authoritative: { answers: [address(2)], high: AA },
  authenticated: { answers: [address(3)], low: AD },
  'without-ra': { answers: [address(4)], low: RA },
  'twice-the-same': { answers: [address(5), address(5)] },
  'alias-and-no-more': { answers: [{ type: TYPE.CNAME, ttl: 300, rdata: wire('plain', 'lab') }] },
  'alias-with-others': { answers: [{ type: TYPE.CNAME, ttl: 300, rdata: wire('elsewhere', 'lab') }, address(6)] },
  'other-type': { answers: [{ type: TYPE.TXT, ttl: 300, rdata: Buffer.from('\x05other') }] },
  'ttl-top-bit': { answers: [{ ...address(7), ttl: 0x80000001 }] },
  'nxdomain-with-answer': { rcode: RCODE.NXDOMAIN, answers: [address(8)] },
  'cut-over-udp': { answers: [address(9), address(10)], high: TC },
  'bad-address': { answers: [{ type: TYPE.A, ttl: 300, rdata: Buffer.from([198, 51, 100]) }] },
}

/** For who makes up questions. */
export const LAB_NAMES = Object.keys(SAYS)

const asked = blankAsked()

function reply(packet: Buffer, stream: boolean): Buffer | null {
  if (readAsked(packet, asked, 0) !== 'none') return null
  const label = readName(packet, HEADER_SIZE)?.name.split('.').at(-2) ?? ''
  const {
    rcode = 0,
    answers = [],
    authorities = [],
    high = 0,
    low = 0,
  } = SAYS[label] ?? { rcode: RCODE.NXDOMAIN, authorities: [negativeSoa(60)] }
  const { bytes, ttlOffsets, ttls } = compose(packet.subarray(HEADER_SIZE, asked.questionEnd), answers, authorities)
  ttlOffsets.forEach((at, i) => write32(bytes, at, ttls[i]!))
  packet.copy(bytes, 0, 0, 2)
  const cut = (high & TC) !== 0 && !stream
  bytes[FLAGS_HIGH] = QR | RD | (high & ~TC) | (cut ? TC : 0)
  bytes[FLAGS_LOW] = (label === 'without-ra' ? 0 : RA | low) | rcode
  if (!cut) return bytes
  write16(bytes, ANCOUNT, 0)
  return bytes.subarray(0, asked.questionEnd)
}

if (import.meta.main) {
  const streams = createServer((stream) => {
    stream.on('error', () => stream.destroy())
    const take = (packet: Buffer) => {
      const said = reply(packet, true)
      if (said !== null) stream.write(frame(said))
    }
    stream.on('data', unframer(take))
  })
  const socket = createSocket('udp4')
  socket.on('message', (packet, from) => {
    const said = reply(packet, false)
    if (said !== null) socket.send(said, from.port, from.address)
  })
  streams.listen(0, '127.0.0.1', () => {
    const bound = streams.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    socket.bind(port, '127.0.0.1', () => process.stdout.write(`ready ${port}\n`))
  })
}
