import type { NameTotals } from '../store/port.ts'
import { VERDICT_KINDS, type VerdictKind } from '../verdict/verdict.ts'

/** Last verdicts with which a name may wait. */
export const MAY_WAIT: readonly VerdictKind[] = ['unsure', 'unscored']

const UNSURE = VERDICT_KINDS.indexOf('unsure')
const UNSCORED = VERDICT_KINDS.indexOf('unscored')

/**
 * Of names that were asked, those that wait for a person: the last verdict was `unsure`. A name that passed unscored (its score was late,
 * the model was off) waits where the score that it once had lies in the serving model's band of doubt.
 */
export function waitingOf(asked: NameTotals, band: { unsure: number; malicious: number } | null): NameTotals {
  const rows: number[] = []
  for (const [at, verdict] of asked.lastVerdict.entries()) {
    if (verdict === UNSURE || (verdict === UNSCORED && inBand(asked.lastScore[at]!, band))) rows.push(at)
  }
  const column = (values: Float64Array): Float64Array => Float64Array.from(rows, (at) => values[at]!)
  return {
    names: rows.map((at) => asked.names[at]!),
    counts: column(asked.counts),
    clients: column(asked.clients),
    firstSeen: column(asked.firstSeen),
    lastSeen: column(asked.lastSeen),
    lastScore: column(asked.lastScore),
    lastVerdict: Uint8Array.from(rows, (at) => asked.lastVerdict[at]!),
    lastModel: rows.map((at) => asked.lastModel[at] ?? null),
  }
}

function inBand(score: number, band: { unsure: number; malicious: number } | null): boolean {
  return band !== null && score >= band.unsure && score < band.malicious
}
