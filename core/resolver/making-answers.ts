import { EXTENDED_ERROR } from '../dns/extended-error.ts'
import { CLASS_IN, RCODE, TYPE, rcodeText } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import type { PreparedReply } from '../dns/reply.ts'
import { recordText } from '../dns/record-text.ts'
import { scanReply } from '../dns/scan.ts'
import { QR } from '../dns/wire.ts'
import { loggable } from '../log/record-writer.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Here } from './answered-here.ts'
import { blockedReply, failureReply, hereReply, type AskedBytes, type BlockedVerdict } from './answers-made-here.ts'
import { logEntry, type AnswerInLog } from './log-entry.ts'
import { NEVER_EXPIRES, overUdp, type AnswerSource, type QuestionKey, type ReadyAnswer } from './ready-answer.ts'

/** One question, as far as its answer depends on it; whoever asks it. */
export type PendingQuestion = AskedBytes &
  Pick<QuestionKey, 'hash' | 'checkingDisabled' | 'view'> & { name: DomainName; class: number; client: string }

/** A verdict with the filter's epoch in which it was said. */
export type Judged = { verdict: Verdict; epoch: number }

/** Of what no list or model has a say in. */
export const ANSWERED_HERE: Verdict = { kind: 'unscored', why: 'answered-here' }

const NOT_JUDGED: Judged = { verdict: { kind: 'unscored', why: 'model-off' }, epoch: -1 }

export function isBlocked(verdict: Verdict): verdict is BlockedVerdict {
  return verdict.kind === 'blocked-by-list' || verdict.kind === 'blocked-by-model'
}

export type Making = {
  reply: PreparedReply
  source: AnswerSource
  expiresAt: number
  inLog: AnswerInLog
  judged: Judged
}

export function ready(question: PendingQuestion, { reply, source, expiresAt, inLog, judged }: Making): ReadyAnswer {
  return {
    hash: question.hash,
    message: reply.withOpt,
    nameEnd: question.nameEnd,
    dnssecOk: question.dnssecOk,
    checkingDisabled: question.checkingDisabled,
    view: question.view,
    name: question.name,
    reply,
    source,
    expiresAt,
    ...judged,
    what: loggable(logEntry(question, judged.verdict, inLog)),
    overUdp: overUdp(judged.verdict),
    used: false,
  }
}

export function blocked(question: PendingQuestion, judged: Judged & { verdict: BlockedVerdict }): ReadyAnswer {
  const reply = blockedReply(question, judged.verdict)
  return ready(question, {
    reply,
    source: { kind: 'blocked' },
    expiresAt: NEVER_EXPIRES,
    inLog: madeHereInLog(reply),
    judged,
  })
}

/** It holds until the settings change. */
export function answered(question: PendingQuestion, { content, options }: Here, judged: Judged): ReadyAnswer {
  const reply = hereReply(question, content, options)
  return ready(question, {
    reply,
    source: { kind: 'here' },
    expiresAt: NEVER_EXPIRES,
    inLog: madeHereInLog(reply),
    judged,
  })
}

/** SERVFAIL with the reason. It may not be given again unless the caller says so. */
export function failedAnswer(
  question: PendingQuestion,
  error: { code: number; text: string },
  judged = NOT_JUDGED
): ReadyAnswer {
  return ready(question, {
    reply: failureReply(question, RCODE.SERVFAIL, error),
    source: { kind: 'failed', failures: 1 },
    expiresAt: 0,
    inLog: { rcode: 'SERVFAIL', answers: [], upstream: null },
    judged,
  })
}

/**
 * What this resolver does not do, whatever the name; null for everything that it does. The words are few: with them and a server's cookie the refusal of a
 * type stays within 40 octets of the question (bench/fuzz/checks.ts).
 */
export function refusalOf(question: PendingQuestion): ReadyAnswer | null {
  const { type } = question
  if (question.class !== CLASS_IN)
    return refused(question, { rcode: RCODE.REFUSED, text: 'only the Internet class is answered here' })
  if (type === TYPE.AXFR || type === TYPE.IXFR)
    return refused(question, { rcode: RCODE.REFUSED, text: 'zone transfers are not given here' })
  // RFC 1035, 3.2.3: questions of mail agents that nobody has asked for decades. TKEY needs someone to agree on a key with.
  if (type === TYPE.MAILA || type === TYPE.MAILB || type === TYPE.TKEY)
    return refused(question, { rcode: RCODE.NOTIMP, text: 'not answered here' })
  // RFC 9824, 3.5; RFC 6891, 6.1.1 and RFC 8945, 4.2: types of records that no one can ask for.
  if (type === TYPE.NXNAME || type === TYPE.OPT || type === TYPE.TSIG || type === 0)
    return refused(question, {
      rcode: RCODE.FORMERR,
      text: 'cannot be asked',
      code: EXTENDED_ERROR.invalidQueryType,
    })
  return null
}

type Refusal = { rcode: number; text: string; code?: number }

function refused(question: PendingQuestion, refusal: Refusal): ReadyAnswer {
  const { rcode, text, code = EXTENDED_ERROR.notSupported } = refusal
  return ready(question, {
    reply: failureReply(question, rcode, { code, text }),
    source: { kind: 'refused' },
    expiresAt: 0,
    inLog: { rcode: rcodeText(rcode), answers: [], upstream: null },
    judged: { verdict: ANSWERED_HERE, epoch: -1 },
  })
}

function madeHereInLog({ plain, flagsLow }: PreparedReply): AnswerInLog {
  const message = Buffer.from(plain)
  message[2] = QR
  const records = scanReply(message)?.records.filter(({ section }) => section === 'answer') ?? []
  return {
    rcode: rcodeText(flagsLow & 0x0f),
    answers: records.map((record) => recordText(message, record)),
    upstream: null,
  }
}
