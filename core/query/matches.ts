import type { QueryRecord } from '../log/record.ts'
import { assertNever } from '../system/result.ts'
import type { Comparison, Term } from './criteria.ts'
import { matchesName } from './name-pattern.ts'
import { verdictKinds } from './verdict-groups.ts'

/**
 * Whether a record holds against all terms: what the stores compute in their own ways. What a record does not have (a score, a list)
 * matches no term about it, so a negated term about it holds. Renderer-safe.
 */
export function matchesAll(terms: readonly Term[], record: QueryRecord): boolean {
  return terms.every((term) => matches(term, record))
}

export function matches(term: Term, record: QueryRecord): boolean {
  return holds(term, record) !== term.negated
}

function holds(term: Term, record: QueryRecord): boolean {
  switch (term.field) {
    case 'name':
      return term.patterns.some((pattern) => matchesName(pattern, record.name))
    case 'client':
    case 'type':
    case 'rcode':
      return term.values.includes(record[term.field])
    case 'model':
      return record.modelId !== null && term.values.includes(record.modelId)
    case 'list':
      return record.rule !== null && sameText(term.values, record.rule.list)
    case 'verdict':
      return verdictKinds(term.values).includes(record.verdict)
    case 'score':
      return record.score !== null && compares(record.score, term.compare, term.value)
    case 'milliseconds':
      return compares(record.milliseconds, term.compare, term.value)
    case 'cached':
      return record.cached === term.value
    default:
      return assertNever(term)
  }
}

function sameText(values: readonly string[], text: string): boolean {
  return values.some((value) => value.toLowerCase() === text.toLowerCase())
}

function compares(left: number, compare: Comparison, right: number): boolean {
  switch (compare) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '=':
      return left === right
    default:
      return assertNever(compare)
  }
}
