import { compose, type OwnRecord } from '../dns/compose.ts'
import { EXTENDED_ERROR } from '../dns/extended-error.ts'
import { rcodeText, TYPE } from '../dns/mnemonics.ts'
import { rdataText } from '../dns/rdata.ts'
import { recordText } from '../dns/record-text.ts'
import { prepareReply } from '../dns/reply.ts'
import { scanReply, type RecordPlace, type ScannedReply } from '../dns/scan.ts'
import { freeRecord } from '../dns/uncompressed.ts'
import { readName } from '../dns/wire-name.ts'
import { FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, MAX_MESSAGE, QR, RDATA_AT } from '../dns/wire.ts'
import type { DomainName } from '../dns/name.ts'
import type { Filter } from '../verdict/create-filter.ts'
import { answeredHere } from './answered-here.ts'
import { blockedOptions, privateAddressReply, type BlockedVerdict, type Content } from './answers-made-here.ts'
import { privateAddressIn, targetsOf } from './inspection.ts'
import { leadOf, type Lead } from './local-data.ts'
import { LOGGED_ANSWERS } from './log-entry.ts'
import { blocked, failedAnswer, isBlocked, ready, type Judged, type PendingQuestion } from './making-answers.ts'
import type { CompiledPolicy } from './policy.ts'
import type { ReadyAnswer } from './ready-answer.ts'
import { failureTtl, givenTtls, lifetime, tellsOfName } from './upstream-answer.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export type LeadingOnParts = {
  filter: Filter
  upstreams: Upstreams
  policy(): CompiledPolicy
  nowSeconds(): number
}

/** What lies behind the name that a list leads to. */
type Behind = { message: Buffer; scanned: ScannedReply; upstream: string | null }

/** Seconds for which it is remembered that the answer behind a lead was not given on. */
const REFUSED_TTL = 60

/**
 * Completes an answer of a list's local data that is a CNAME: the target is asked for, and what it has stands behind the CNAME, as a stub resolver
 * expects it. Any other answer comes back as it is. The list has no say in what else holds for the target: where a rule blocks it, or
 * something that it leads to, so is the asked name; but local data is not put upon local data (as BIND has it), so that a wildcard may lead to a
 * name below itself.
 */
export function createLeadingOn(
  parts: LeadingOnParts
): (question: PendingQuestion, answer: ReadyAnswer) => Promise<ReadyAnswer> {
  const { filter, upstreams } = parts

  async function ledTo(
    lead: Lead,
    question: PendingQuestion,
    judged: Judged & { verdict: BlockedVerdict }
  ): Promise<ReadyAnswer> {
    const target = targetQuestion(lead, question)
    const refused = blockedAmong([target.name], question)
    if (refused !== null) return blocked(question, { ...judged, verdict: refused })
    const behind = await lookUp(target)
    if (typeof behind === 'string') {
      const failure = failedAnswer(question, { code: EXTENDED_ERROR.noReachableAuthority, text: behind }, judged)
      return { ...failure, expiresAt: parts.nowSeconds() + failureTtl(1) }
    }
    const { message, scanned } = behind
    const leadsTo = blockedAmong(targetsOf(message, scanned), question)
    if (leadsTo !== null) return blocked(question, { ...judged, verdict: leadsTo })
    const hidden = privateAddressIn(message, scanned)
    if (hidden !== null && !filter.paused && !parts.policy().mayBePrivate(target.name)) {
      return ready(question, {
        reply: privateAddressReply(question, hidden),
        source: { kind: 'blocked' },
        expiresAt: parts.nowSeconds() + REFUSED_TTL,
        inLog: { rcode: 'NOERROR', answers: [`refused: ${hidden}`], upstream: behind.upstream },
        judged,
      })
    }
    return joined(lead, behind, { question, judged, nowSeconds: parts.nowSeconds() })
  }

  /** A sentence where nothing can be had. */
  async function lookUp(target: PendingQuestion): Promise<Behind | string> {
    const here = answeredHere(target, parts.policy())
    if (here !== null) return { ...messageOf(target, here.content), upstream: null }
    const outcome = await upstreams.ask(target)
    return outcome.ok ? outcome.value : outcome.fault.message
  }

  function blockedAmong(names: readonly DomainName[], { client }: PendingQuestion): BlockedVerdict | null {
    for (const name of names) {
      const verdict = filter.blockedTarget({ name, client })
      if (verdict !== null && isBlocked(verdict) && verdict.answer.kind !== 'local-data') return verdict
    }
    return null
  }

  return async (question, answer) => {
    const { verdict, epoch, source } = answer
    if (source.kind !== 'blocked' || !isBlocked(verdict) || verdict.answer.kind !== 'local-data') return answer
    if (question.type === TYPE.CNAME || question.type === TYPE.ANY) return answer
    const lead = leadOf(question, verdict.answer.records)
    return lead === null || lead === 'too-long' ? answer : ledTo(lead, question, { verdict, epoch })
  }
}

function targetQuestion({ target }: Lead, question: PendingQuestion): PendingQuestion {
  const typeAndClass = question.question.subarray(question.question.length - 4)
  const name = readName(target, 0)
  if (name === null) throw new Error('the target of a list’s record has no name')
  return {
    ...question,
    name: name.name,
    question: Buffer.concat([target, typeAndClass]),
    nameEnd: HEADER_SIZE + target.length,
  }
}

function messageOf(
  target: PendingQuestion,
  { rcode, answers, authorities }: Content
): { message: Buffer; scanned: ScannedReply } {
  const { bytes: message } = compose(target.question, answers, authorities)
  message[FLAGS_HIGH] = QR
  message[FLAGS_LOW] = rcode
  const scanned = scanReply(message)
  if (scanned === null) throw new Error('an answer of our own cannot be read')
  return { message, scanned }
}

type Joining = { question: PendingQuestion; judged: Judged & { verdict: BlockedVerdict }; nowSeconds: number }

/** Question, CNAME, the answers behind it, and the SOA of a negative one. */
function joined(
  lead: Lead,
  { message, scanned, upstream }: Behind,
  { question, judged, nowSeconds }: Joining
): ReadyAnswer {
  const answers = scanned.records.filter(({ section }) => section === 'answer')
  const soas = scanned.records.filter(({ section, type }) => section === 'authority' && type === TYPE.SOA)
  const cname = { type: TYPE.CNAME, ttl: lead.ttl, rdata: lead.target }
  const targetAt = HEADER_SIZE + question.question.length + CNAME_HEAD
  const ttlOf = givenTtls(message, scanned)
  const free = (place: RecordPlace): OwnRecord[] => {
    const record = freeRecord(message, place)
    if (record === null) return []
    const { owner, type, rdata } = record
    const given = { type, rdata, ttl: ttlOf(place) }
    return [lead.target.equals(owner) ? { ...given, ownerAt: targetAt } : { ...given, owner }]
  }
  const composed = compose(question.question, [cname, ...answers.flatMap(free)], soas.flatMap(free))
  // What was written short by pointers may be too long without them.
  if (composed.bytes.length > MAX_MESSAGE - ROOM_FOR_OPT) {
    const failure = failedAnswer(
      question,
      { code: EXTENDED_ERROR.other, text: 'the answer behind a list’s CNAME is too long' },
      judged
    )
    return { ...failure, expiresAt: nowSeconds + failureTtl(1) }
  }
  const reply = prepareReply({
    bytes: composed.bytes,
    nameEnd: question.nameEnd,
    additionals: 0,
    rcode: scanned.rcode,
    authenticated: false,
    dnssecOk: question.dnssecOk,
    ownerOffsets: [],
    // The list's own record is made anew for each asker, as it were; what stands behind it grows older.
    ttlOffsets: composed.ttlOffsets.slice(1),
    ttls: composed.ttls.slice(1),
    nowSeconds,
    ...blockedOptions(judged.verdict),
  })
  const texts = answers.slice(0, LOGGED_ANSWERS - 1).map((record) => recordText(message, record))
  return ready(question, {
    reply,
    source: { kind: 'blocked' },
    expiresAt: nowSeconds + (tellsOfName(scanned) ? lifetime(message, scanned) : failureTtl(1)),
    inLog: { rcode: rcodeText(scanned.rcode), answers: [rdataText(TYPE.CNAME, lead.target), ...texts], upstream },
    judged,
  })
}

/** OPT with the longest Extended DNS Error and a cookie. */
const ROOM_FOR_OPT = 512

/** Pointer to the owner, type, class, TTL, length. */
const CNAME_HEAD = 2 + RDATA_AT
