import { RCODE, TYPE, rcodeText } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import { nameBytes } from '../dns/wire-name.ts'
import { HEADER_SIZE } from '../dns/wire.ts'
import { answeredHere, type Here, type HereBecause } from '../resolver/answered-here.ts'
import type { Content } from '../resolver/answers-made-here.ts'
import { ANSWERED_HERE, isBlocked } from '../resolver/making-answers.ts'
import type { CompiledPolicy } from '../resolver/policy.ts'
import type { StageOpinion } from '../verdict/filter.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { valueOf } from './expect-value.ts'

type Stages = { verdict: Verdict; deciding: number; opinions: StageOpinion[] }

/** Puts what the resolver answers of itself where it does: local records and signs before the filter, all else behind what the filter lets pass. */
export function withHere(name: DomainName, policy: CompiledPolicy, { verdict, deciding, opinions }: Stages): Stages {
  const here = answeredHere({ name, type: TYPE.A, nameEnd: HEADER_SIZE + valueOf(nameBytes(name)).length }, policy)
  const stage = { stage: 'answered-here', reason: here === null ? notHere(name, policy) : hereReason(here) }
  if (here?.before === true)
    return { verdict: ANSWERED_HERE, deciding: 0, opinions: [{ ...stage, verdict: ANSWERED_HERE }, ...opinions] }
  if (here === null || isBlocked(verdict))
    return { verdict, deciding, opinions: [...opinions, { ...stage, verdict: null }] }
  // As in the log: the filter's verdict stands beside the answer that was made here.
  return { verdict, deciding: opinions.length, opinions: [...opinions, { ...stage, verdict }] }
}

const BECAUSE: Record<HereBecause, string> = {
  'local-record': 'A local record, before every list and model',
  'special-name': 'A special name, which never leaves this machine',
  'browsers-sign': 'Browsers are told to keep to this resolver, before every list and model',
  'any-type': 'One small record instead of everything that is known',
}

function hereReason({ why, content }: Here): string {
  return `${BECAUSE[why]}: ${contentText(content)}.`
}

function contentText({ rcode, answers }: Content): string {
  if (rcode !== RCODE.NOERROR) return rcodeText(rcode)
  return answers.length === 0 ? 'no IPv4 address (NODATA)' : answers.map(({ rdata }) => rdata.join('.')).join(', ')
}

function notHere(name: DomainName, policy: CompiledPolicy): string {
  return policy.isForwarded(name)
    ? 'Its domain has upstreams of its own: what passes is forwarded to them.'
    : 'Neither a local record nor a special name: what passes is asked of an upstream.'
}
