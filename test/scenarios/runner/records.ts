import type { Answer, Packet } from 'dns-packet'
import type { RecordLine } from './script.ts'

/** A line such as 'www.shop-mirror.net 300 A 192.0.2.7' as dns-packet takes it. */
export function toRecord(text: string): Answer {
  const [name = '', ttl = '', type = '', ...rest] = text.split(' ')
  const head = { name, ttl: Number(ttl) }
  const words = rest.join(' ')
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return { ...head, type, data: words }
    case 'TXT':
      return { ...head, type, data: words.replace(/^"|"$/g, '') }
    case 'MX':
      return { ...head, type, data: { preference: Number(rest[0]), exchange: rest[1]! } }
    case 'SRV':
      return {
        ...head,
        type,
        data: { priority: Number(rest[0]), weight: Number(rest[1]), port: Number(rest[2]), target: rest[3]! },
      }
    case 'SOA': {
      const [serial, refresh, retry, expire, minimum] = rest.slice(2).map(Number)
      const numbers = { serial: serial!, refresh: refresh!, retry: retry!, expire: expire!, minimum: minimum! }
      return { ...head, type, data: { mname: rest[0]!, rname: rest[1]!, ...numbers } }
    }
    default:
      // Anything else by its number, as RFC 3597 writes it: TYPE65 \# 0001...
      return { ...head, type: type.replace('TYPE', 'UNKNOWN_') as 'NULL', data: Buffer.from(rest[1] ?? '', 'hex') }
  }
}

/** The other way, for comparing: every record of a message, in order. */
export function recordLines(packet: Packet): RecordLine[] {
  const lines = (section: RecordLine['section'], records: Answer[] = []) =>
    records.filter(({ type }) => type !== 'OPT').map((record) => ({ section, text: toText(record) }))
  return [
    ...lines('answer', packet.answers),
    ...lines('authority', packet.authorities),
    ...lines('additional', packet.additionals),
  ]
}

function toText(record: Answer): string {
  if (record.type === 'OPT') return ''
  const head = `${record.name} ${record.ttl ?? 0}`
  switch (record.type) {
    case 'TXT':
      return `${head} TXT "${[record.data].flat().map(String).join('')}"`
    case 'MX':
      return `${head} MX ${record.data.preference ?? 0} ${record.data.exchange}`
    case 'SRV':
      return `${head} SRV ${record.data.priority ?? 0} ${record.data.weight ?? 0} ${record.data.port} ${record.data.target}`
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data
      return `${head} SOA ${[mname, rname, serial, refresh, retry, expire, minimum].join(' ')}`
    }
    case 'HINFO':
      return `${head} HINFO ${[record.data.cpu, record.data.os].join(' ').trim()}`
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return `${head} ${record.type} ${record.data}`
    default:
      return `${head} ${record.type.replace('UNKNOWN_', 'TYPE')} \\# ${Buffer.isBuffer(record.data) ? record.data.toString('hex') : '?'}`
  }
}
