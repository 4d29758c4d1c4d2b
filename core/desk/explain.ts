import type { Explanation } from '../contract/names.ts'
import type { DomainName } from '../dns/name.ts'
import type { NameRules } from '../lists/matching.ts'
import type { CompiledPolicy } from '../resolver/policy.ts'
import type { Filter } from '../verdict/create-filter.ts'
import type { StageOpinion } from '../verdict/filter.ts'
import { withHere } from './here-stage.ts'

export type ExplainParts = {
  filter: Filter
  policy(): CompiledPolicy
  own: NameRules
  book(): NameRules
  model(): Explanation['model']
}

/** Nobody asked this from the network: the desk did. */
const DESK_CLIENT = '127.0.0.1'

/** A name that no model is asked about has no score, though the model would give one. */
function unasked(opinions: readonly StageOpinion[]): StageOpinion[] {
  const isScored = opinions.find(({ stage }) => stage === 'kind-of-name')?.verdict === null
  if (isScored) return [...opinions]
  return opinions.map((one) =>
    one.stage === 'model' ? { ...one, verdict: null, reason: 'It is not asked about such a name.' } : one
  )
}

/** What would happen to a question for this name now: every stage speaks, of the filter and of the resolver around it. */
export async function explain(name: DomainName, parts: ExplainParts): Promise<Explanation> {
  const judged = unasked(await parts.filter.explain({ name, client: DESK_CLIENT }))
  const first = judged.findIndex((opinion) => opinion.verdict !== null)
  const said = judged[first]?.verdict
  if (said === undefined || said === null) throw new Error(`no stage decided ${name}`)
  const { verdict, deciding, opinions } = withHere(name, parts.policy(), {
    verdict: said,
    deciding: first,
    opinions: judged,
  })
  return {
    name,
    verdict,
    stages: opinions.map((opinion, at) => ({ ...opinion, decides: at === deciding })),
    matches: [
      ...parts.filter.overriding({ name, client: DESK_CLIENT }).map(({ match }) => match),
      ...parts.own.matches(name),
      ...parts.book().matches(name),
    ].map(({ listId, listName, entry, line, effect }) => {
      return { listId, list: listName, entry, line, effect }
    }),
    model: parts.model(),
  }
}
