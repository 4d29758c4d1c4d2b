import { OVERRIDE_ID } from '../../lists/override.ts'
import type { NameTotals, Search } from '../port.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../verdict/verdict.ts'
import { catalogOf, DAY_MS } from './layout.ts'
import type { Field } from './search-totals.ts'
import { eachRow, rowCount, run, scalar } from './statement.ts'
import { daysIn, whereOf } from './where.ts'

/** Clients that one HUGEINT mask holds (a bit each, and none for the sign). */
const MASK_BITS = 126
/** More clients than these masks hold are counted by grouping, which takes three times as long (docs/decisions/0030). */
const MOST_MASKS = 4

const LAST_VERDICT = 'coalesce(arg_max(verdict, last) FILTER (NOT overridden), arg_max(verdict, last))'

/** How a name's distinct clients are counted: columns of the day's grouping, and the count over all days. */
type ClientCount = { groups: string; ofRecords: string; ofDay: string; total: string }

export async function names(field: Field, search: Search, last?: readonly VerdictKind[]): Promise<NameTotals> {
  const days = daysIn(field.days, search.range)
  if (days.length === 0) return emptyTotals(0)
  const clients = clientNumbers(days)
  const count = scalar(await run(field.connection, `SELECT count(DISTINCT client) FROM (${clients})`))
  const masks = Math.ceil(count / MASK_BITS)
  const how = masks <= MOST_MASKS ? byMasks(masks) : byGroups
  const where = whereOf(search)
  const ends = last === undefined ? null : endingIn(last, days)
  const branches = days.map((day) => {
    const midnight = day * DAY_MS
    const grouped = `SELECT entry AS id, count(*) AS n, min(t) AS first, max(t) AS last${how.ofRecords}
      FROM (SELECT entry, client, t FROM ${catalogOf(day)}.records WHERE ${where.of(day)}${ends?.of(day) ?? ''}) r
      JOIN known ON known.day = ${day} AND known.id = r.client GROUP BY entry${how.groups}`
    return `SELECT e.name, n, first + ${midnight} AS first, last + ${midnight} AS last${how.ofDay}, e.verdict, e.score, e.model,
        coalesce(starts_with(e.list_id, '${OVERRIDE_ID}'), false) AS overridden
      FROM (${grouped}) JOIN ${catalogOf(day)}.entries e USING (id)`
  })
  const sql = `WITH ${ends?.candidates ?? ''}known AS MATERIALIZED (
      SELECT day, id, k // ${MASK_BITS} AS word, 1::HUGEINT << (k % ${MASK_BITS})::HUGEINT AS bit, k
      FROM (SELECT day, id, dense_rank() OVER (ORDER BY client) - 1 AS k FROM (${clients})))
    SELECT name, CAST(sum(n) AS DOUBLE), CAST(${how.total} AS DOUBLE), CAST(min(first) AS DOUBLE), CAST(max(last) AS DOUBLE),
      ${LAST_VERDICT}, coalesce(arg_max(score, last) FILTER (score IS NOT NULL), 'nan'::DOUBLE),
      arg_max(model, last) FILTER (score IS NOT NULL)
    FROM (${branches.join(' UNION ALL ')}) GROUP BY name${ends?.having ?? ''}`
  return totalsOf(await run(field.connection, sql, where.parameters))
}

/** A name that ends in one of these verdicts had it once: only the records of such names are looked at. */
function endingIn(last: readonly VerdictKind[], days: readonly number[]) {
  const wanted = last.map((kind) => VERDICT_KINDS.indexOf(kind)).join(', ')
  const had = days.map((day) => `SELECT name FROM ${catalogOf(day)}.entries WHERE verdict IN (${wanted})`)
  return {
    candidates: `candidates AS MATERIALIZED (SELECT DISTINCT name FROM (${had.join(' UNION ALL ')})), `,
    of: (day: number) =>
      ` AND entry IN (SELECT id FROM ${catalogOf(day)}.entries WHERE name IN (SELECT name FROM candidates))`,
    having: ` HAVING ${LAST_VERDICT} IN (${wanted})`,
  }
}

function clientNumbers(days: readonly number[]): string {
  return days.map((day) => `SELECT ${day} AS day, id, client FROM ${catalogOf(day)}.clients`).join(' UNION ALL ')
}

function byMasks(count: number): ClientCount {
  const all = Array.from({ length: count }, (_, index) => index)
  const column = (index: number) => `m${index}`
  return {
    groups: '',
    ofRecords: all
      .map((index) => `, bit_or(CASE WHEN word = ${index} THEN bit ELSE 0 END) AS ${column(index)}`)
      .join(''),
    ofDay: all.map((index) => `, ${column(index)}`).join(''),
    total: all.map((index) => `bit_count(bit_or(${column(index)}))::INTEGER`).join(' + ') || '0',
  }
}

const byGroups: ClientCount = { groups: ', k', ofRecords: ', k', ofDay: ', k', total: 'count(DISTINCT k)' }

function totalsOf(chunks: Awaited<ReturnType<typeof run>>): NameTotals {
  const totals = emptyTotals(rowCount(chunks))
  let at = 0
  eachRow(chunks, (column) => {
    totals.names[at] = column(0) as string
    totals.counts[at] = column(1) as number
    totals.clients[at] = column(2) as number
    totals.firstSeen[at] = column(3) as number
    totals.lastSeen[at] = column(4) as number
    totals.lastVerdict[at] = column(5) as number
    totals.lastScore[at] = column(6) as number
    totals.lastModel[at] = column(7) as string | null
    at++
  })
  return totals
}

function emptyTotals(count: number): NameTotals {
  return {
    names: new Array<string>(count).fill(''),
    counts: new Float64Array(count),
    clients: new Float64Array(count),
    firstSeen: new Float64Array(count),
    lastSeen: new Float64Array(count),
    lastScore: new Float64Array(count),
    lastVerdict: new Uint8Array(count),
    lastModel: new Array<string | null>(count).fill(null),
  }
}
