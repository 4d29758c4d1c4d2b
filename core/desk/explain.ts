import type { Explanation } from '../contract/names.ts'
import type { DomainName } from '../dns/name.ts'
import type { NameRules } from '../lists/matching.ts'
import type { Filter } from '../verdict/create-filter.ts'

export type ExplainParts = {
  filter: Filter
  own: NameRules
  book(): NameRules
  model(): Explanation['model']
}

/** Nobody asked this from the network: the desk did. */
const DESK_CLIENT = '127.0.0.1'

/** What would happen to a question for this name now: every stage speaks, the first with a verdict decides. */
export async function explain(name: DomainName, parts: ExplainParts): Promise<Explanation> {
  const opinions = await parts.filter.explain({ name, client: DESK_CLIENT })
  const deciding = opinions.findIndex(({ verdict }) => verdict !== null)
  const verdict = opinions[deciding]?.verdict
  if (verdict === undefined || verdict === null) throw new Error(`no stage decided ${name}`)
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
