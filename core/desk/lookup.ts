import { isIP } from 'node:net'
import type { Destination } from '../contract/names.ts'
import { parseName } from '../dns/name.ts'
import { hostOfAddress, refang } from '../dns/written-name.ts'
import { evidenceText, parseEvidence } from '../log/evidence.ts'
import type { QueryRecord } from '../log/record.ts'
import { parseFilter } from '../query/filter.ts'

type FindByEvidence = (evidence: string) => Promise<QueryRecord | null>

/** A line of `dig` output that shows the question: `;shop.example.  IN  A`. */
const DIG_QUESTION = /^;(\S+\.)\s+(?:IN|CH|HS|ANY)\s+\S+\s*$/m
/** An output of `dig` holds a few; each costs a search. */
const MOST_TOKENS = 20
const EVIDENCE_TOKEN = /\b[0-9a-z]{11}\b/gi

/**
 * Where the top bar's one box leads. Evidence comes first, since a pasted `dig` output holds a name too but means that one answer; an
 * address is a client; what has a field of the filter language is a filter; what parses as a name with a dot is a name.
 */
export async function find(text: string, byEvidence: FindByEvidence): Promise<Destination> {
  const wanted = text.trim()
  if (wanted === '') return { kind: 'nothing', message: 'Write a name, a client address, a filter or an evidence id.' }
  for (const token of wanted.match(EVIDENCE_TOKEN)?.slice(0, MOST_TOKENS) ?? []) {
    const id = parseEvidence(token)
    // As it is written, whatever was read aloud: an `o` is a 0.
    const record = id === null ? null : await byEvidence(evidenceText(id))
    if (record !== null) return { kind: 'evidence', evidence: record.evidence, name: record.name, time: record.time }
  }
  const asked = DIG_QUESTION.exec(wanted)?.[1]
  if (asked !== undefined) return nameOrNothing(asked)
  if (isIP(wanted) !== 0) return { kind: 'client', client: wanted }
  if (/\s/.test(wanted) || wanted.includes(':') || wanted.includes('*')) return filterOrNothing(wanted)
  const name = parseName(refang(wanted))
  if (name.ok && name.value.includes('.')) return { kind: 'name', name: name.value }
  return filterOrNothing(wanted)
}

function nameOrNothing(text: string): Destination {
  const name = parseName(text)
  if (name.ok) return { kind: 'name', name: name.value }
  return { kind: 'nothing', message: `The name in this output cannot be read: ${name.fault.message}.` }
}

function filterOrNothing(text: string): Destination {
  const host = hostOfAddress(text)
  if (host !== null) return nameOrNothing(host)
  const terms = parseFilter(text)
  return terms.ok ? { kind: 'filter', filter: text } : { kind: 'nothing', message: terms.fault.message }
}
