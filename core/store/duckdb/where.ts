import type { DuckDBValue } from '@duckdb/node-api'
import { FLAG_CACHED } from '../../log/batch.ts'
import type { NamePattern, Range, Term } from '../../query/criteria.ts'
import { verdictKinds } from '../../query/verdict-groups.ts'
import { assertNever } from '../../system/result.ts'
import { VERDICT_KINDS } from '../../verdict/verdict.ts'
import type { Search } from '../port.ts'
import { catalogOf, DAY_MS } from './layout.ts'

/** A condition on each day's `records`, and the values that it binds: no text from outside stands in the SQL. */
export type Where = { of(day: number): string; parameters: Record<string, DuckDBValue> }

type Bind = (value: DuckDBValue) => string

/**
 * What a search asks of one day. Terms about an entry select numbers of the day's small `entries` first, so that the text comparison
 * runs once for each distinct entry and not once for each record.
 */
export function whereOf({ range, terms }: Search): Where {
  const parameters: Record<string, DuckDBValue> = {}
  let bound = 0
  const bind: Bind = (value) => {
    const name = `p${bound++}`
    parameters[name] = value
    return `$${name}`
  }
  const ofRecords: string[] = []
  const ofEntries: string[] = []
  const ofClients: string[] = []
  const to = { records: ofRecords, entries: ofEntries, clients: ofClients }
  for (const term of terms) {
    const { table, sql } = condition(term, bind)
    to[table].push(term.negated ? `NOT coalesce(${sql}, false)` : sql)
  }
  return {
    parameters,
    of(day) {
      const catalog = catalogOf(day)
      const all = [...timeOf(day, range), ...ofRecords]
      if (ofEntries.length > 0)
        all.push(`entry IN (SELECT id FROM ${catalog}.entries WHERE ${ofEntries.join(' AND ')})`)
      if (ofClients.length > 0)
        all.push(`client IN (SELECT id FROM ${catalog}.clients WHERE ${ofClients.join(' AND ')})`)
      return all.length === 0 ? 'true' : all.join(' AND ')
    },
  }
}

/** Days that have a part in the range. */
export function daysIn(days: readonly number[], { from, to }: Range): number[] {
  return days.filter((day) => day * DAY_MS < to && (day + 1) * DAY_MS > from)
}

/** Nothing for a day that lies wholly inside. Times are whole milliseconds. */
function timeOf(day: number, { from, to }: Range): string[] {
  const midnight = day * DAY_MS
  const sql: string[] = []
  if (from > midnight) sql.push(`t >= ${Math.ceil(from) - midnight}`)
  if (to < midnight + DAY_MS) sql.push(`t < ${Math.ceil(to) - midnight}`)
  return sql
}

function condition(term: Term, bind: Bind): { table: 'records' | 'entries' | 'clients'; sql: string } {
  switch (term.field) {
    case 'name':
      return { table: 'entries', sql: `(${term.patterns.map((pattern) => nameIs(pattern, bind)).join(' OR ')})` }
    case 'client':
      return { table: 'clients', sql: `client IN (${term.values.map(bind).join(', ')})` }
    case 'type':
    case 'rcode':
    case 'model':
      return { table: 'entries', sql: `${term.field} IN (${term.values.map(bind).join(', ')})` }
    case 'list':
      return {
        table: 'entries',
        sql: `lower(list) IN (${term.values.map((value) => `lower(${bind(value)})`).join(', ')})`,
      }
    case 'verdict':
      return { table: 'records', sql: `verdict IN (${verdictNumbers(term.values).join(', ')})` }
    case 'score':
      return { table: 'entries', sql: `score ${term.compare} CAST(${bind(term.value)} AS DOUBLE)` }
    case 'milliseconds':
      return { table: 'records', sql: `CAST(ms AS DOUBLE) ${term.compare} CAST(${bind(term.value)} AS DOUBLE)` }
    case 'cached':
      return { table: 'records', sql: `(flags & ${FLAG_CACHED}) ${term.value ? '<>' : '='} 0` }
    default:
      return assertNever(term)
  }
}

function verdictNumbers(words: readonly string[]): number[] {
  return verdictKinds(words).map((kind) => VERDICT_KINDS.indexOf(kind))
}

function nameIs({ kind, text }: NamePattern, bind: Bind): string {
  switch (kind) {
    case 'exact':
      return `name = ${bind(text)}`
    case 'tree':
      return `name = ${bind(text)} OR ends_with(name, ${bind(`.${text}`)})`
    case 'below':
      return `ends_with(name, ${bind(`.${text}`)})`
    case 'part':
      return `contains(name, ${bind(text)})`
    case 'glob':
      return `name LIKE ${bind(likeOf(text))} ESCAPE '\\'`
    default:
      return assertNever(kind)
  }
}

function likeOf(glob: string): string {
  return glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
