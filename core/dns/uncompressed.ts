import { TYPE } from './mnemonics.ts'
import type { RecordPlace } from './scan.ts'
import { nameBytes, readName } from './wire-name.ts'

/** A record free of its message, so that it can stand in another one: no name of it points anywhere. */
export type FreeRecord = { owner: Buffer; type: number; ttl: number; rdata: Buffer }

/**
 * Where names begin in the data of types whose names may be compressed: octets before the first one, and how many there are in a row. Those of
 * RFC 1035, and those of RFC 3597, 4 which a receiver is to expect; names of later types are never compressed.
 */
const NAMES: Record<number, { after: number; names: number }> = {
  [TYPE.NS]: { after: 0, names: 1 },
  3: { after: 0, names: 1 },
  4: { after: 0, names: 1 },
  [TYPE.CNAME]: { after: 0, names: 1 },
  [TYPE.SOA]: { after: 0, names: 2 },
  7: { after: 0, names: 1 },
  8: { after: 0, names: 1 },
  9: { after: 0, names: 1 },
  [TYPE.PTR]: { after: 0, names: 1 },
  14: { after: 0, names: 2 },
  [TYPE.MX]: { after: 2, names: 1 },
  17: { after: 0, names: 2 },
  18: { after: 2, names: 1 },
  21: { after: 2, names: 1 },
  26: { after: 2, names: 2 },
  [TYPE.SRV]: { after: 6, names: 1 },
  36: { after: 2, names: 1 },
  [TYPE.DNAME]: { after: 0, names: 1 },
}

/** Null when a name of it cannot be read. */
export function freeRecord(message: Buffer, place: RecordPlace): FreeRecord | null {
  const { nameAt, type, ttl, rdataAt, rdataEnd } = place
  const owner = uncompressedName(message, nameAt)
  const layout = NAMES[type]
  if (owner === null) return null
  const whole = { owner: owner.bytes, type, ttl, rdata: Buffer.from(message.subarray(rdataAt, rdataEnd)) }
  if (layout === undefined || rdataEnd === rdataAt) return whole
  const parts = [message.subarray(rdataAt, rdataAt + layout.after)]
  let at = rdataAt + layout.after
  for (let i = 0; i < layout.names; i++) {
    const name = uncompressedName(message, at)
    if (name === null || name.end > rdataEnd) return null
    parts.push(name.bytes)
    at = name.end
  }
  return { ...whole, rdata: Buffer.concat([...parts, message.subarray(at, rdataEnd)]) }
}

function uncompressedName(message: Buffer, at: number): { bytes: Buffer; end: number } | null {
  const name = readName(message, at)
  const bytes = name === null ? null : nameBytes(name.name)
  return name === null || bytes?.ok !== true ? null : { bytes: bytes.value, end: name.end }
}
