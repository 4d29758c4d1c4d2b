import { setTimeout as wait } from 'node:timers/promises'
import { EXTENDED_ERROR } from '../dns/extended-error.ts'
import type { DomainName } from '../dns/name.ts'
import { loggable } from '../log/record-writer.ts'
import type { Filter } from '../verdict/create-filter.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { answeredHere } from './answered-here.ts'
import { privateAddressReply, type BlockedVerdict } from './answers-made-here.ts'
import { privateAddressIn, targetsOf } from './inspection.ts'
import { createLeadingOn } from './leading-on.ts'
import { logEntry } from './log-entry.ts'
import { ANSWERED_HERE, answered, blocked, failedAnswer, isBlocked, ready, refusalOf, type Judged, type PendingQuestion } from './making-answers.ts' // prettier-ignore
import type { CompiledPolicy } from './policy.ts'
import { overUdp, type AnswerSource, type ReadyAnswer } from './ready-answer.ts'
import { STALE_AFTER_MS, STALE_TTL, staleReply, usableStale, type StaleAnswer } from './stale.ts'
import { failureTtl, forwardedInLog, forwardedReply, lifetime, tellsOfName } from './upstream-answer.ts'
import type { UpstreamFault, UpstreamOutcome, UpstreamReply } from './upstream/exchange.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export type AnsweringParts = {
  filter: Filter
  upstreams: Upstreams
  policy(): CompiledPolicy
  askWhileScoring(): boolean
  nowSeconds(): number
  /** A score came too late for one question. */
  onLate(): void
  /** What an upstream said after its question had been answered with what was known. */
  onFresh(answer: ReadyAnswer): void
  /** How long a stale answer is held back for a fresh one. */
  staleAfterMs?: number
}

export interface Answering {
  /** `known` is what was answered before and is no longer true. */
  answer(question: PendingQuestion, known: ReadyAnswer | null): Promise<ReadyAnswer>
  /** The verdict on an upstream's answer that is kept, after the rules or the model changed; an answer that replaces it when it is blocked now. */
  judgeAgain(kept: ReadyAnswer, question: PendingQuestion): Promise<ReadyAnswer>
  /** Asks the upstream for what is known, so that it is there before it is no longer true; null when nothing better came. */
  refresh(known: ReadyAnswer, question: PendingQuestion): Promise<ReadyAnswer | null>
}

/** How often one question is judged anew because rules changed meanwhile. After that the last verdict stands. */
const JUDGED_AGAIN = 3

/** Seconds for which an answer is remembered that was not given on. */
const REFUSED_ANSWER_TTL = 60

export function createAnswering(parts: AnsweringParts): Answering {
  const { filter, upstreams, staleAfterMs = STALE_AFTER_MS } = parts
  const ledOn = createLeadingOn(parts)

  async function answer(question: PendingQuestion, known: ReadyAnswer | null): Promise<ReadyAnswer> {
    upstreams.cameIn(question.name)
    const refusal = refusalOf(question)
    if (refusal !== null) return refusal
    const here = answeredHere(question, parts.policy())
    if (here?.before === true) return answered(question, here, { verdict: ANSWERED_HERE, epoch: filter.epoch })
    const stale = parts.policy().serveStale ? usableStale(known, parts.nowSeconds()) : null
    let asking: Promise<UpstreamOutcome> | null = null
    for (let round = 0; ; round++) {
      const epoch = filter.epoch
      const judging = filter.judge(question)
      // While a person's privacy setting allows it, the wait for the score and the wait for the upstream are one wait.
      if (here === null && judging instanceof Promise && parts.askWhileScoring()) asking ??= upstreams.ask(question)
      const verdict = await judging
      const again = () => filter.epoch !== epoch && round < JUDGED_AGAIN
      if (isBlocked(verdict) || here !== null) {
        if (again()) continue
        return isBlocked(verdict)
          ? blocked(question, { verdict, epoch })
          : answered(question, here!, { verdict, epoch })
      }
      asking ??= upstreams.ask(question)
      const outcome = await (stale === null ? asking : inTime(asking, staleAfterMs))
      // Whatever was decided while we waited for the upstream holds for this answer too.
      if (again()) continue
      return concluded(question, outcome, { judged: { verdict, epoch }, stale, known, asking })
    }
  }

  type Conclusion = {
    judged: Judged
    stale: StaleAnswer | null
    known: ReadyAnswer | null
    asking: Promise<UpstreamOutcome>
  }

  function concluded(question: PendingQuestion, outcome: UpstreamOutcome | 'late', about: Conclusion): ReadyAnswer {
    const { judged, stale, known } = about
    if (stale !== null && (outcome === 'late' || !isGood(outcome))) {
      if (outcome === 'late') void about.asking.then((late) => takeLate(question, late, judged))
      return given(question, stale, judged)
    }
    if (outcome === 'late') throw new Error('only who has something stale to give stops waiting')
    return outcome.ok
      ? forwarded(question, outcome.value, { judged, known })
      : unanswered(question, outcome.fault, { judged, known })
  }

  function takeLate(question: PendingQuestion, outcome: UpstreamOutcome, judged: Judged): void {
    if (!isGood(outcome)) return
    const now = { ...question, nowSeconds: parts.nowSeconds() }
    void ledOn(now, forwarded(now, outcome.value, { judged, known: null })).then(parts.onFresh)
  }

  function given(question: PendingQuestion, stale: StaleAnswer, judged: Judged): ReadyAnswer {
    const replaced = replacement(question, stale.source, judged)
    if (replaced !== null) return replaced
    const nowSeconds = parts.nowSeconds()
    const { rcode, answers, upstream } = stale.what.entry
    return ready(question, {
      reply: staleReply(stale, nowSeconds),
      source: stale.source,
      expiresAt: nowSeconds + STALE_TTL,
      inLog: { rcode, answers, upstream },
      judged: settled(judged),
    })
  }

  function forwarded(
    question: PendingQuestion,
    upstreamReply: UpstreamReply,
    { judged, known }: Pick<Conclusion, 'judged' | 'known'>
  ): ReadyAnswer {
    const { message, scanned, upstream, secured } = upstreamReply
    const believed = parts.policy().believesAuthenticated(secured)
    const nowSeconds = parts.nowSeconds()
    const failure = tellsOfName(scanned) ? null : failureOf(known, nowSeconds)
    const expiresAt = nowSeconds + (failure === null ? lifetime(message, scanned) : failureTtl(failure.failures))
    const source: FromUpstream = {
      kind: 'upstream',
      upstream,
      targets: targetsOf(message, scanned),
      privateAddress: privateAddressIn(message, scanned),
      freshUntil: expiresAt,
    }
    const replaced = replacement(question, source, judged)
    if (replaced !== null) return { ...replaced, expiresAt: Math.min(replaced.expiresAt, expiresAt) }
    return ready(question, {
      reply: forwardedReply(upstreamReply, { dnssecOk: question.dnssecOk, nowSeconds, believed }),
      source: failure ?? source,
      expiresAt,
      inLog: forwardedInLog(upstreamReply),
      judged: settled(judged),
    })
  }

  /** What is answered in place of an answer that leads where the asked name must not lead; null when it may be given on. */
  function replacement(question: PendingQuestion, source: FromUpstream, judged: Judged): ReadyAnswer | null {
    const target = blockedByTarget(question, source.targets, judged.verdict)
    if (target !== null) return blocked(question, { ...judged, verdict: target })
    const { privateAddress, upstream } = source
    if (privateAddress === null || filter.paused || parts.policy().mayBePrivate(question.name)) return null
    return ready(question, {
      reply: privateAddressReply(question, privateAddress),
      source: { kind: 'here' },
      expiresAt: parts.nowSeconds() + REFUSED_ANSWER_TTL,
      inLog: { rcode: 'NOERROR', answers: [`refused: ${privateAddress}`], upstream },
      judged: settled(judged),
    })
  }

  /** A person's or a list's exception for the asked name holds for where it leads. */
  function blockedByTarget(
    { client }: PendingQuestion,
    targets: readonly DomainName[],
    verdict: Verdict
  ): BlockedVerdict | null {
    if (verdict.kind === 'allowed-by-list') return null
    for (const name of targets) {
      const blockedTarget = filter.blockedTarget({ name, client })
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

  function unanswered(
    question: PendingQuestion,
    fault: UpstreamFault,
    { judged, known }: Pick<Conclusion, 'judged' | 'known'>
  ): ReadyAnswer {
    const unreachable = fault.kind === 'unreachable'
    const code = unreachable ? EXTENDED_ERROR.networkError : EXTENDED_ERROR.noReachableAuthority
    const nowSeconds = parts.nowSeconds()
    // A network that comes back is to be felt at once; who is silent or fails is asked less and less.
    const source = unreachable ? ({ kind: 'failed', failures: 1 } as const) : failureOf(known, nowSeconds)
    const answer = failedAnswer(question, { code, text: fault.message }, settled(judged))
    return { ...answer, source, expiresAt: nowSeconds + failureTtl(source.failures) }
  }

  async function judgedAgain(kept: ReadyAnswer, question: PendingQuestion): Promise<ReadyAnswer> {
    const epoch = filter.epoch
    const verdict = await filter.judge(question)
    if (isBlocked(verdict)) return blocked(question, { verdict, epoch })
    const replaced = kept.source.kind === 'upstream' ? replacement(question, kept.source, { verdict, epoch }) : null
    if (replaced !== null) return { ...replaced, expiresAt: Math.min(replaced.expiresAt, kept.expiresAt) }
    const judged = settled({ verdict, epoch })
    const { rcode, answers, upstream } = kept.what.entry
    return {
      ...kept,
      ...judged,
      overUdp: overUdp(verdict),
      what: loggable(logEntry(question, verdict, { rcode, answers, upstream })),
    }
  }

  return {
    answer: async (question, known) => ledOn(question, await answer(question, known)),
    judgeAgain: async (kept, question) => ledOn(question, await judgedAgain(kept, question)),
    async refresh(known, question) {
      const { verdict, epoch } = known
      const outcome = await upstreams.ask(question)
      if (!isGood(outcome)) return null
      return ledOn(question, forwarded(question, outcome.value, { judged: { verdict, epoch }, known: null }))
    },
  }
}

type FromUpstream = Extract<AnswerSource, { kind: 'upstream' }>

/** Whether the upstream told of the name, and not only of its own trouble. */
function isGood(outcome: UpstreamOutcome): outcome is Extract<UpstreamOutcome, { ok: true }> {
  return outcome.ok && tellsOfName(outcome.value.scanned)
}

/** The failures of one question in a row; a pause of a minute ends the row. */
function failureOf(known: ReadyAnswer | null, nowSeconds: number): { kind: 'failed'; failures: number } {
  const again = known?.source.kind === 'failed' && nowSeconds - known.expiresAt < 60
  return { kind: 'failed', failures: again ? known.source.failures + 1 : 1 }
}

async function inTime(asking: Promise<UpstreamOutcome>, withinMs: number): Promise<UpstreamOutcome | 'late'> {
  const stop = new AbortController()
  const late = wait(withinMs, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const)
  try {
    return await Promise.race([asking, late])
  } finally {
    stop.abort()
  }
}
