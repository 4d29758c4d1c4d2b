import type { Term } from '../../../core/query/criteria.ts'
import { parseFilter, printFilter } from '../../../core/query/filter.ts'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'

export function nameTerm(name: string): Term {
  return { field: 'name', negated: false, patterns: [{ kind: 'exact', text: name }] }
}

export function clientTerm(client: string): Term {
  return { field: 'client', negated: false, values: [client] }
}

export function verdictTerm(kind: VerdictKind): Term {
  return { field: 'verdict', negated: false, values: [kind] }
}

export function filterOf(...terms: Term[]): string {
  return printFilter(terms)
}

/** The filter with this term, in place of what it said of the same field; terms that exclude stay. */
export function withTerm(filter: string, term: Term): string {
  const read = parseFilter(filter)
  const others = read.ok ? read.value.filter((one) => one.field !== term.field || one.negated) : []
  return printFilter([...others, term])
}
