import type { RecordBatch } from '../../core/log/batch.ts'
import { FLAG_CACHED, TRANSPORT_SHIFT } from '../../core/log/batch.ts'
import { TRANSPORTS } from '../../core/log/decode.ts'
import { evidenceNumber, evidenceText } from '../../core/log/evidence.ts'
import type { LogEntry, QueryRecord } from '../../core/log/record.ts'

export type Asked = Omit<QueryRecord, 'evidence'>

/** A record about which nothing matters but what is said. */
export function asked(said: Partial<Asked>): Asked {
  return {
    name: 'shop.example',
    type: 'A',
    verdict: 'unscored',
    rule: null,
    modelId: null,
    score: null,
    band: null,
    unscored: null,
    rcode: 'NOERROR',
    answers: [],
    upstream: null,
    time: 0,
    client: '10.0.0.1',
    milliseconds: 1,
    cached: false,
    transport: 'udp',
    ...said,
  }
}

/**
 * A writer that puts records into batches as the answering threads do, and says how they must come back: times in whole milliseconds,
 * durations as single-precision numbers.
 */
export function createLog(session: number): {
  batch(asked: readonly Asked[]): RecordBatch
  readonly written: QueryRecord[]
} {
  const entries = new Map<string, number>()
  const clients = new Map<string, number>()
  const written: QueryRecord[] = []
  return {
    written,
    batch(records) {
      const first = evidenceNumber(session, written.length)
      const [entriesFrom, clientsFrom] = [entries.size, clients.size]
      const entry = Uint32Array.from(records, (record) => numberIn(entries, JSON.stringify(entryOf(record))))
      const client = Uint32Array.from(records, (record) => numberIn(clients, record.client))
      const milliseconds = Float32Array.from(records, (record) => record.milliseconds)
      records.forEach((record, row) =>
        written.push({
          ...record,
          evidence: evidenceText(first + row),
          time: Math.floor(record.time),
          milliseconds: milliseconds[row]!,
        })
      )
      return {
        writer: `session ${session}`,
        generation: 0,
        entriesFrom,
        entries: [...entries.keys()].slice(entriesFrom).map((text) => JSON.parse(text) as LogEntry),
        clientsFrom,
        clients: [...clients.keys()].slice(clientsFrom),
        count: records.length,
        evidenceFrom: first,
        time: Float64Array.from(records, ({ time }) => time),
        client,
        entry,
        milliseconds,
        flags: Uint8Array.from(records, flagsOf),
        dropped: 0,
      }
    },
  }
}

function flagsOf({ cached, transport }: Asked): number {
  return (cached ? FLAG_CACHED : 0) | (TRANSPORTS.indexOf(transport) << TRANSPORT_SHIFT)
}

function entryOf({
  name,
  type,
  verdict,
  rule,
  modelId,
  score,
  band,
  unscored,
  rcode,
  answers,
  upstream,
}: Asked): LogEntry {
  return { name, type, verdict, rule, modelId, score, band, unscored, rcode, answers, upstream }
}

function numberIn(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  numbers.set(text, numbers.size)
  return numbers.size - 1
}
