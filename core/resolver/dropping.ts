import type { DomainName } from '../dns/name.ts'
import type { AnswerCache } from './answer-cache.ts'

/** Drops the answers for these names and all below them, also those that lead there by a CNAME. */
export function dropNames(cache: AnswerCache, names: readonly DomainName[]): number {
  const changed = new Set<string>(names)
  return cache.drop(({ name, source }) => {
    const reached = source.kind === 'upstream' ? [name, ...source.targets] : [name]
    return reached.some((one) => isAtOrBelow(one, changed))
  })
}

/** Looks up the name and each of its parents, so that many changed names cost no more than few. */
function isAtOrBelow(name: string, changed: ReadonlySet<string>): boolean {
  for (let from = 0; from >= 0;) {
    if (changed.has(name.slice(from))) return true
    const dot = name.indexOf('.', from)
    from = dot < 0 ? -1 : dot + 1
  }
  return false
}
