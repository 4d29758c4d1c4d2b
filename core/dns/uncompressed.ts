import { NAMES_IN_DATA } from './names-in-data.ts'
import type { RecordPlace } from './scan.ts'
import { nameBytes, readName } from './wire-name.ts'

/** A record free of its message, so that it can stand in another one: no name of it points anywhere. */
export type FreeRecord = { owner: Buffer; type: number; ttl: number; rdata: Buffer }

/** Null when a name of it cannot be read. */
export function freeRecord(message: Buffer, place: RecordPlace): FreeRecord | null {
  const { nameAt, type, ttl, rdataAt, rdataEnd } = place
  const owner = uncompressedName(message, nameAt)
  const layout = NAMES_IN_DATA[type]
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
