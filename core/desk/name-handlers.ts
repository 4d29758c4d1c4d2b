import type { Analysis } from '../analysis/analysis.ts'
import type { Explanation, ScoreExplanation } from '../contract/names.ts'
import type { DomainName } from '../dns/name.ts'
import { registeredDomain } from '../dns/registered-domain.ts'
import type { QueryStore } from '../store/port.ts'
import type { Vetting } from '../vetting/vetting.ts'
import type { RegistrationAnswer } from '../whois/record.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'
import { find } from './lookup.ts'

export type NameParts = {
  analysis: Analysis
  store: QueryStore
  vetting: Vetting
  explain(name: DomainName): Promise<Explanation>
  explainScore(name: DomainName): Promise<ScoreExplanation>
  registration(name: DomainName, refresh: boolean): Promise<RegistrationAnswer>
}

type NameCalls = Extract<keyof Handlers, `names.${string}` | `lookup.${string}`>

export function nameHandlers(parts: NameParts): Pick<Handlers, NameCalls> {
  return {
    'lookup.find': ({ text }) => find(text, (evidence) => parts.store.byEvidence(evidence)),
    'names.explain': ({ name }) => parts.explain(name as DomainName),
    'names.explanation': ({ name }) => parts.explainScore(name as DomainName),
    'names.profile': async ({ name: text, range, ...cut }) => {
      const name = text as DomainName
      const [traffic, explanation] = await Promise.all([
        parts.analysis.traffic(name, range, cut).then(valueOf),
        parts.explain(name),
      ])
      const decisions = parts.vetting.history(name)
      const { verdict } = explanation
      // A name that was not asked in the range has no score there, but it may have one now.
      const now = traffic.nature.by === 'nothing' && 'score' in verdict ? verdict.score : null
      const nature = now === null ? traffic.nature : parts.analysis.nature(name, now)
      return { name, registeredDomain: registeredDomain(name), explanation, decisions, ...traffic, nature }
    },
    'names.registration': ({ name, refresh }) => parts.registration(name as DomainName, refresh),
  }
}
