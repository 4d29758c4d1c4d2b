import type { Filter } from '../verdict/create-filter.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { EXTENDED_ERROR } from '../dns/extended-error.ts'
import { CLASS_IN, RCODE, TYPE, rcodeText } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import type { PreparedReply } from '../dns/reply.ts'
import { recordText } from '../dns/record-text.ts'
import { scanReply } from '../dns/scan.ts'
import { QR } from '../dns/wire.ts'
import { loggable } from '../log/record-writer.ts'
import { blockedReply, failureReply, type AskedBytes, type BlockedVerdict } from './answers-made-here.ts'
import { logEntry, type AnswerInLog } from './log-entry.ts'
import { NEVER_EXPIRES, type AnswerSource, type QuestionKey, type ReadyAnswer } from './ready-answer.ts'
import { cnameTargets, FAILURE_TTL, forwardedInLog, forwardedReply, lifetime } from './upstream-answer.ts'
import type { UpstreamFault, UpstreamOutcome, UpstreamReply } from './upstream/exchange.ts'
import type { Upstreams } from './upstream/upstreams.ts'

/** One question, as far as its answer depends on it; whoever asks it. */
export type PendingQuestion = AskedBytes &
  Pick<QuestionKey, 'hash' | 'checkingDisabled'> & { name: DomainName; class: number; client: string }

export type AnsweringParts = {
  filter: Filter
  upstreams: Upstreams
  askWhileScoring(): boolean
  nowSeconds(): number
  /** A score came too late for one question. */
  onLate(): void
}

export interface Answering {
  answer(question: PendingQuestion): Promise<ReadyAnswer>
  /** The verdict on an upstream's answer that is kept, after the rules or the model changed; an answer that replaces it when it is blocked now. */
  judgeAgain(kept: ReadyAnswer, question: PendingQuestion): Promise<ReadyAnswer>
}

/** How often one question is judged anew because rules changed meanwhile. After that the last verdict stands. */
const JUDGED_AGAIN = 3

export function createAnswering(parts: AnsweringParts): Answering {
  const { filter, upstreams } = parts

  async function answer(question: PendingQuestion): Promise<ReadyAnswer> {
    const refusal = refusalOf(question)
    if (refusal !== null) return refused(question, refusal)
    let asking: Promise<UpstreamOutcome> | null = null
    for (let round = 0; ; round++) {
      const epoch = filter.epoch
      const judging = filter.judge(question)
      // While a person's privacy setting allows it, the wait for the score and the wait for the upstream are one wait.
      if (judging instanceof Promise && parts.askWhileScoring()) asking ??= upstreams.ask(question)
      const verdict = await judging
      if (isBlocked(verdict)) {
        if (filter.epoch !== epoch && round < JUDGED_AGAIN) continue
        return blocked(question, { verdict, epoch })
      }
      const outcome = await (asking ??= upstreams.ask(question))
      // Whatever was decided while we waited for the upstream holds for this answer too.
      if (filter.epoch !== epoch && round < JUDGED_AGAIN) continue
      return outcome.ok
        ? forwarded(question, outcome.value, { verdict, epoch })
        : unanswered(question, outcome.fault, { verdict, epoch })
    }
  }

  function forwarded(question: PendingQuestion, upstreamReply: UpstreamReply, judged: Judged): ReadyAnswer {
    const { message, scanned, upstream } = upstreamReply
    const targets = cnameTargets(message, scanned)
    const target = blockedByTarget(targets, judged.verdict)
    if (target !== null) return blocked(question, { ...judged, verdict: target })
    const nowSeconds = parts.nowSeconds()
    return ready(question, {
      reply: forwardedReply(upstreamReply, { dnssecOk: question.dnssecOk, nowSeconds }),
      source: { kind: 'upstream', upstream, targets },
      expiresAt: nowSeconds + lifetime(message, scanned),
      inLog: forwardedInLog(upstreamReply),
      judged: settled(judged),
    })
  }

  /** A person's or a list's exception for the asked name holds for where it leads. */
  function blockedByTarget(targets: readonly DomainName[], verdict: Verdict): BlockedVerdict | null {
    if (verdict.kind === 'allowed-by-list') return null
    for (const target of targets) {
      const blockedTarget = filter.blockedTarget(target)
      if (blockedTarget !== null && isBlocked(blockedTarget)) return blockedTarget
    }
    return null
  }

  /** A late score is there the next time: such a verdict is never taken for settled. */
  function settled(judged: Judged): Judged {
    const late = judged.verdict.kind === 'unscored' && judged.verdict.why === 'model-late'
    if (!late) return judged
    parts.onLate()
    return { ...judged, epoch: -1 }
  }

  async function judgeAgain(kept: ReadyAnswer, question: PendingQuestion): Promise<ReadyAnswer> {
    const epoch = filter.epoch
    const verdict = await filter.judge(question)
    if (isBlocked(verdict)) return blocked(question, { verdict, epoch })
    const target = kept.source.kind === 'upstream' ? blockedByTarget(kept.source.targets, verdict) : null
    if (target !== null) return blocked(question, { verdict: target, epoch })
    const judged = settled({ verdict, epoch })
    const { rcode, answers, upstream } = kept.what.entry
    return { ...kept, ...judged, what: loggable(logEntry(question, verdict, { rcode, answers, upstream })) }
  }

  return { answer, judgeAgain }

  function unanswered(question: PendingQuestion, fault: UpstreamFault, judged: Judged): ReadyAnswer {
    const code = fault.kind === 'unreachable' ? EXTENDED_ERROR.networkError : EXTENDED_ERROR.noReachableAuthority
    const answer = failedAnswer(question, { code, text: fault.message }, settled(judged))
    return { ...answer, expiresAt: parts.nowSeconds() + FAILURE_TTL }
  }
}

/** SERVFAIL with the reason. It may not be given again unless the caller says so. */
export function failedAnswer(
  question: PendingQuestion,
  error: { code: number; text: string },
  judged = NOT_JUDGED
): ReadyAnswer {
  return ready(question, {
    reply: failureReply(question, RCODE.SERVFAIL, error),
    source: { kind: 'failed' },
    expiresAt: 0,
    inLog: { rcode: 'SERVFAIL', answers: [], upstream: null },
    judged,
  })
}

type Judged = { verdict: Verdict; epoch: number }

const NOT_JUDGED: Judged = { verdict: { kind: 'unscored', why: 'model-off' }, epoch: -1 }

export function isBlocked(verdict: Verdict): verdict is BlockedVerdict {
  return verdict.kind === 'blocked-by-list' || verdict.kind === 'blocked-by-model'
}

function blocked(question: PendingQuestion, judged: Judged & { verdict: BlockedVerdict }): ReadyAnswer {
  const reply = blockedReply(question, judged.verdict)
  return ready(question, {
    reply,
    source: { kind: 'blocked' },
    expiresAt: NEVER_EXPIRES,
    inLog: madeHereInLog(reply),
    judged,
  })
}

/** Zone transfers and other classes than the Internet's are nothing that this resolver does. */
function refusalOf(question: PendingQuestion): string | null {
  if (question.type === TYPE.AXFR || question.type === TYPE.IXFR) return 'zone transfers are not given here'
  return question.class === CLASS_IN ? null : 'only the Internet class is answered here'
}

function refused(question: PendingQuestion, text: string): ReadyAnswer {
  return ready(question, {
    reply: failureReply(question, RCODE.REFUSED, { code: EXTENDED_ERROR.notSupported, text }),
    source: { kind: 'refused' },
    expiresAt: 0,
    inLog: { rcode: 'REFUSED', answers: [], upstream: null },
    judged: { verdict: { kind: 'unscored', why: 'not-a-public-name' }, epoch: -1 },
  })
}

type Making = { reply: PreparedReply; source: AnswerSource; expiresAt: number; inLog: AnswerInLog; judged: Judged }

function ready(question: PendingQuestion, { reply, source, expiresAt, inLog, judged }: Making): ReadyAnswer {
  return {
    hash: question.hash,
    message: reply.withOpt,
    nameEnd: question.nameEnd,
    dnssecOk: question.dnssecOk,
    checkingDisabled: question.checkingDisabled,
    name: question.name,
    reply,
    source,
    expiresAt,
    ...judged,
    what: loggable(logEntry(question, judged.verdict, inLog)),
    used: false,
  }
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
