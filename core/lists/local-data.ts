import type { DomainName } from '../dns/name.ts'
import { TYPE } from '../dns/mnemonics.ts'
import { readName } from '../dns/wire-name.ts'
import { sharedBytes } from './shared-memory.ts'

/** A record that a list answers with, about whichever name was asked. `ttl` in seconds; `rdata` in wire form, as hexadecimal digits. */
export type ListRecord = { type: number; ttl: number; rdata: string }

/**
 * The records of a list beside its table, in shared memory: how many owners, for each in the order of their lines the line and where its records
 * begin, then the records. A slot of the table has no room for them, and needs none: the line that it holds anyway finds them (0180).
 */
export type LocalData = Uint8Array<SharedArrayBuffer>

/** The most that a list may have of it, in octets of records and of records in number, and the most of one name. */
export const MOST_LOCAL_DATA = 16_000_000
export const MOST_LOCAL_RECORDS = 200_000
const MOST_OF_A_NAME = 100

const HEAD = 4
const INDEX_ENTRY = 8
/** Type, TTL and length before the data. */
const RECORD_HEAD = 8

export type OwnRecord = { type: number; ttl: number; rdata: Buffer }
export type OwnedRecord = { owner: { name: DomainName; covers: 'exact' | 'below' }; line: number; record: OwnRecord }

/** `new`: the first record of its owner, on whose line all of them are kept. The other words say why it was not taken. */
export type RecordInsertion = 'new' | 'added' | 'repeated' | 'beside-cname' | 'crowded' | 'full'

export interface LocalDataBuilder {
  add(owned: OwnedRecord): RecordInsertion
  /** Null where there is none; the builder is spent. */
  finish(): LocalData | null
}

export function createLocalDataBuilder(): LocalDataBuilder {
  const owners = new Map<string, { line: number; records: OwnRecord[] }>()
  let octets = 0
  let records = 0

  return {
    add({ owner: { name, covers }, line, record }) {
      const key = covers === 'below' ? `*.${name}` : name
      const known = owners.get(key)
      if (known !== undefined) {
        const refused = placeBeside(known.records, record)
        if (refused !== null) return refused
      }
      const size = RECORD_HEAD + record.rdata.length + (known === undefined ? INDEX_ENTRY + 2 : 0)
      if (octets + size > MOST_LOCAL_DATA || records >= MOST_LOCAL_RECORDS) return 'full'
      octets += size
      records++
      if (known === undefined) owners.set(key, { line, records: [record] })
      else known.records.push(record)
      return known === undefined ? 'new' : 'added'
    },
    finish() {
      if (owners.size === 0) return null
      const inOrder = [...owners.values()].sort((a, b) => a.line - b.line)
      const data = sharedBytes(HEAD + octets)
      write(data, inOrder)
      return data
    },
  }
}

function placeBeside(known: readonly OwnRecord[], record: OwnRecord): RecordInsertion | null {
  if (known.some(({ type, rdata }) => type === record.type && rdata.equals(record.rdata))) return 'repeated'
  // RFC 1034, 3.6.2: where there is a CNAME there is nothing else.
  if (record.type === TYPE.CNAME || known[0]?.type === TYPE.CNAME) return 'beside-cname'
  return known.length >= MOST_OF_A_NAME ? 'crowded' : null
}

/** With its length said: see sharedBytes. */
function viewOf(data: LocalData): DataView {
  return new DataView(data.buffer, 0, data.length)
}

function write(data: LocalData, owners: readonly { line: number; records: OwnRecord[] }[]): void {
  const view = viewOf(data)
  view.setUint32(0, owners.length)
  let at = HEAD + owners.length * INDEX_ENTRY
  for (const [i, { line, records }] of owners.entries()) {
    view.setUint32(HEAD + i * INDEX_ENTRY, line)
    view.setUint32(HEAD + i * INDEX_ENTRY + 4, at)
    view.setUint16(at, records.length)
    at += 2
    for (const { type, ttl, rdata } of records) {
      view.setUint16(at, type)
      view.setUint32(at + 2, ttl)
      view.setUint16(at + 6, rdata.length)
      data.set(rdata, at + RECORD_HEAD)
      at += RECORD_HEAD + rdata.length
    }
  }
}

/** How many owners have records. */
export function localDataOwners(data: LocalData | null): number {
  return data === null ? 0 : viewOf(data).getUint32(0)
}

/** The records of the owner whose entry has this line. */
export function localRecords(data: LocalData, line: number): ListRecord[] {
  const view = viewOf(data)
  let at = placeOf(view, line)
  if (at === null) return []
  const records: ListRecord[] = []
  const count = view.getUint16(at)
  at += 2
  for (let i = 0; i < count; i++) {
    const length = view.getUint16(at + 6)
    const rdata = Buffer.from(data.buffer, at + RECORD_HEAD, length).toString('hex')
    records.push({ type: view.getUint16(at), ttl: view.getUint32(at + 2), rdata })
    at += RECORD_HEAD + length
  }
  return records
}

/** Whether the records are a CNAME to this very name. */
export function leadsTo([record]: readonly ListRecord[], name: string): boolean {
  if (record?.type !== TYPE.CNAME) return false
  return readName(Buffer.from(record.rdata, 'hex'), 0)?.name === name
}

function placeOf(view: DataView, line: number): number | null {
  let low = 0
  let high = view.getUint32(0)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (view.getUint32(HEAD + middle * INDEX_ENTRY) < line) low = middle + 1
    else high = middle
  }
  const at = HEAD + low * INDEX_ENTRY
  return low < view.getUint32(0) && view.getUint32(at) === line ? view.getUint32(at + 4) : null
}
