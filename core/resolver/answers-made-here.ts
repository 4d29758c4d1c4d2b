import { extendedErrorOption, EXTENDED_ERROR } from '../dns/extended-error.ts'
import { compose, negativeSoa, type OwnRecord } from '../dns/compose.ts'
import { RCODE, TYPE } from '../dns/mnemonics.ts'
import { addressBytes } from '../dns/address.ts'
import { prepareReply, type PreparedReply } from '../dns/reply.ts'
import { EVIDENCE_LENGTH } from '../log/evidence.ts'
import { localDataContent } from './local-data.ts'
import type { BlockAnswer, Verdict } from '../verdict/verdict.ts'

/** Seconds for which a client may remember that a name is blocked: short, since an analyst may change it at any moment. */
const BLOCKED_TTL = 10

export type BlockedVerdict = Extract<Verdict, { answer: BlockAnswer }>

/** The asked question as wire bytes (name, type, class) and what the reply has to know of it. */
export type AskedBytes = { question: Buffer; nameEnd: number; type: number; dnssecOk: boolean; nowSeconds: number }

export type Content = { rcode: number; answers: OwnRecord[]; authorities: OwnRecord[] }

/** What a blocked name gets: by its type, and by what its list or the settings say. */
export function blockedReply(asked: AskedBytes, verdict: BlockedVerdict): PreparedReply {
  return madeHere(asked, blockedContent(asked, verdict.answer), blockedOptions(verdict))
}

/** The Extended DNS Error that says why, and where in it the evidence id is written. */
export function blockedOptions(verdict: BlockedVerdict): { options: Buffer; evidenceAt: number } {
  // The evidence id comes first: it has to stand at a known place, and no long name may push it out of the text.
  const before = 'Evidence '
  const text = `${before}${'0'.repeat(EVIDENCE_LENGTH)}: ${blockedReason(verdict)}`
  return { options: extendedErrorOption(extendedErrorCode(verdict), text), evidenceAt: 6 + before.length }
}

/**
 * The code of RFC 8914: who has decided? 17 when it was the person whose resolver this is, 15 when it was a list or the model; 4 where an answer
 * was made up and not withheld.
 */
function extendedErrorCode(verdict: BlockedVerdict): number {
  if (verdict.answer.kind === 'local-data') return EXTENDED_ERROR.forgedAnswer
  const byPerson = verdict.kind === 'blocked-by-list' && verdict.rule.origin !== 'subscribed'
  return byPerson ? EXTENDED_ERROR.filtered : EXTENDED_ERROR.blocked
}

function blockedReason(verdict: BlockedVerdict): string {
  if (verdict.kind === 'blocked-by-model') {
    const { modelId, probability } = verdict.score
    return `model ${modelId}, probability ${probability.toFixed(3)} to be malicious`
  }
  const { origin, listName, entry, line } = verdict.rule
  if (origin !== 'subscribed') return `decided by the analyst: ${entry}`
  return `list ${listName}${line === null ? '' : ` line ${line}`}: ${entry}`
}

function blockedContent(asked: AskedBytes, answer: BlockAnswer): Content {
  const { type } = asked
  switch (answer.kind) {
    // What a stream gets: a datagram gets nothing (delivery.ts).
    case 'drop':
    case 'refused':
      return { rcode: RCODE.REFUSED, answers: [], authorities: [] }
    case 'nxdomain':
      return { rcode: RCODE.NXDOMAIN, answers: [], authorities: [negativeSoa(BLOCKED_TTL)] }
    case 'nodata':
      return nodata()
    case 'blackhole':
      return addressContent(type, '0.0.0.0', '::')
    case 'honeypot':
      // A family without a honeypot must not reach the real host either.
      return addressContent(type, answer.ipv4 ?? '0.0.0.0', answer.ipv6 ?? '::')
    case 'local-data':
      return localDataContent(asked, answer.records, BLOCKED_TTL)
  }
}

function addressContent(type: number, ipv4: string, ipv6: string): Content {
  const address = type === TYPE.A ? ipv4 : type === TYPE.AAAA ? ipv6 : null
  if (address === null) return nodata()
  const record = { type, ttl: BLOCKED_TTL, rdata: addressBytes(address) }
  return { rcode: RCODE.NOERROR, answers: [record], authorities: [] }
}

function nodata(): Content {
  return { rcode: RCODE.NOERROR, answers: [], authorities: [negativeSoa(BLOCKED_TTL)] }
}

/** What is answered without asking anyone (answered-here.ts). */
export function hereReply(asked: AskedBytes, content: Content, options: Buffer = NO_OPTIONS): PreparedReply {
  return madeHere(asked, content, { options, evidenceAt: -1 })
}

const NO_OPTIONS = Buffer.alloc(0)

/** NODATA in place of an answer that leads a public name into a private network, as dnsmasq does: the name may well have other records. */
export function privateAddressReply(asked: AskedBytes, record: string): PreparedReply {
  const text = `a public name may not lead to a private address: ${record}`
  return madeHere(asked, nodata(), { options: extendedErrorOption(EXTENDED_ERROR.blocked, text), evidenceAt: -1 })
}

/** SERVFAIL or REFUSED with the reason for who understands Extended DNS Errors. */
export function failureReply(asked: AskedBytes, rcode: number, error: { code: number; text: string }): PreparedReply {
  const content = { rcode, answers: [], authorities: [] }
  return madeHere(asked, content, { options: extendedErrorOption(error.code, error.text), evidenceAt: -1 })
}

function madeHere(asked: AskedBytes, content: Content, extra: { options: Buffer; evidenceAt: number }): PreparedReply {
  const { bytes } = compose(asked.question, content.answers, content.authorities)
  return prepareReply({
    bytes,
    nameEnd: asked.nameEnd,
    additionals: 0,
    rcode: content.rcode,
    authenticated: false,
    dnssecOk: asked.dnssecOk,
    // Our own answers are made anew for each asker, as it were: their TTL does not count down.
    ownerOffsets: [],
    ttlOffsets: [],
    ttls: [],
    nowSeconds: asked.nowSeconds,
    ...extra,
  })
}
