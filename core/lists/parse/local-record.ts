import { typeNumber } from '../../dns/mnemonics.ts'
import { rdataBytes, type Complete } from '../../dns/rdata.ts'
import { failed, ok, type Result } from '../../system/result.ts'
import { visible } from '../../system/visible.ts'
import type { OwnRecord } from '../local-data.ts'

/** Seconds for which an asker may remember a record that has no TTL: as for every name that is blocked. */
const USUAL_TTL = 10
/** As of what upstreams say. */
const MAX_TTL = 86_400

/** A record that a list answers with, from its parts as a zone file has them. A fault is a sentence for the one who wrote the line. */
export function localRecord(
  { type, value }: { type: string; value: string },
  ttl: number | null,
  complete: Complete
): Result<OwnRecord, string> {
  const number = typeNumber(type)
  if (number === null) return failed(`there is no type "${visible(type, 20)}"`)
  if (isMeta(number) || OF_ZONES.has(type.toUpperCase())) return failed(`a list cannot answer with ${type} records`)
  const rdata = rdataBytes(number, value, complete)
  return rdata.ok ? ok({ type: number, ttl: ttl ?? USUAL_TTL, rdata: rdata.value }) : rdata
}

/** RFC 6895, 3.1, with OPT. */
function isMeta(type: number): boolean {
  return type === 0 || type === 41 || (type >= 128 && type <= 255)
}

/** Types that say how a zone is cut or signed: an answer that was made up has none of that. */
const OF_ZONES = new Set('NS SOA DNAME DS CDS DNSKEY CDNSKEY RRSIG NSEC NSEC3 NSEC3PARAM SIG KEY NXT'.split(' '))

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** '300', or '1h30m' as BIND writes it, alone or beside a class: seconds, a day at most. Null where there is none. */
export function ttlIn(text: string): number | null {
  const stated = /(?:^|\s)(\d[\dsmhdw]*)(?:\s|$)/i.exec(text)?.[1]?.toLowerCase()
  if (stated === undefined) return null
  let seconds = 0
  for (const [, count, unit] of stated.matchAll(/(\d+)([smhdw]?)/g)) seconds += Number(count) * UNITS[unit || 's']!
  return Math.min(MAX_TTL, seconds)
}
