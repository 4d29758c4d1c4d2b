import type { DuckDBListValue, DuckDBValue } from '@duckdb/node-api'
import { FLAG_CACHED, TRANSPORT_MASK, TRANSPORT_SHIFT } from '../../log/batch.ts'
import { TRANSPORTS } from '../../log/decode.ts'
import { evidenceText, parseEvidence } from '../../log/evidence.ts'
import { queryRecordSchema, type QueryRecord } from '../../log/record.ts'
import { VERDICT_KINDS } from '../../verdict/verdict.ts'
import type { Search } from '../port.ts'
import { catalogOf, DAY_MS } from './layout.ts'
import type { Field } from './search-totals.ts'
import { eachRow, run } from './statement.ts'
import { daysIn, whereOf, type Where } from './where.ts'

/** A page of rows, counted from the newest. */
type Page = { offset: number; limit: number }

/** Counts each day, and then reads only the days that the page lies in. */
export async function records(
  field: Field,
  search: Search,
  page: Page
): Promise<{ records: QueryRecord[]; total: number }> {
  const where = whereOf(search)
  const days = await countDays(field, daysIn(field.days, search.range), where)
  const found: QueryRecord[] = []
  let skip = page.offset
  for (const { day, count } of days) {
    if (found.length >= page.limit) break
    if (skip < count) {
      const part = { offset: skip, limit: page.limit - found.length }
      found.push(...(await readDay(field, day, { where: where.of(day), parameters: where.parameters, page: part })))
    }
    skip = Math.max(0, skip - count)
  }
  return { records: found, total: days.reduce((sum, { count }) => sum + count, 0) }
}

export async function byEvidence(field: Field, evidence: string): Promise<QueryRecord | null> {
  const number = parseEvidence(evidence)
  if (number === null || field.days.length === 0) return null
  const branches = field.days.map(
    (day) => `SELECT ${day} AS day FROM ${catalogOf(day)}.records WHERE evidence = $evidence`
  )
  const parameters = { evidence: BigInt(number) }
  const found: number[] = []
  eachRow(await run(field.connection, branches.join(' UNION ALL '), parameters), (column) =>
    found.push(column(0) as number)
  )
  if (found[0] === undefined) return null
  const rows = await readDay(field, found[0], {
    where: 'evidence = $evidence',
    parameters,
    page: { offset: 0, limit: 1 },
  })
  return rows[0] ?? null
}

/** Newest day first. */
async function countDays(
  { connection }: Field,
  days: readonly number[],
  where: Where
): Promise<{ day: number; count: number }[]> {
  const counts = new Map<number, number>()
  const branches = days.map(
    (day) => `SELECT ${day}, CAST(count(*) AS DOUBLE) FROM ${catalogOf(day)}.records WHERE ${where.of(day)}`
  )
  if (branches.length === 0) return []
  eachRow(await run(connection, branches.join(' UNION ALL '), where.parameters), (column) =>
    counts.set(column(0) as number, column(1) as number)
  )
  return days.toReversed().map((day) => ({ day, count: counts.get(day) ?? 0 }))
}

type DayPart = { where: string; parameters: Record<string, DuckDBValue>; page: Page }

async function readDay(
  { connection }: Field,
  day: number,
  { where, parameters, page }: DayPart
): Promise<QueryRecord[]> {
  const catalog = catalogOf(day)
  const sql = `SELECT t, r.evidence, r.ms, r.flags, c.client, e.name, e.type, e.verdict, e.list_id, e.list, e.list_entry, e.line,
      e.model, e.score, e.band, e.unscored, e.rcode, e.answers, e.upstream
    FROM (SELECT * FROM ${catalog}.records WHERE ${where} ORDER BY t DESC, evidence DESC LIMIT ${page.limit} OFFSET ${page.offset}) r
    JOIN ${catalog}.entries e ON e.id = r.entry JOIN ${catalog}.clients c ON c.id = r.client
    ORDER BY t DESC, r.evidence DESC`
  const rows: QueryRecord[] = []
  eachRow(await run(connection, sql, parameters), (column) => rows.push(recordOf(column, day * DAY_MS)))
  return rows
}

/** Parsed, since the file may have been written to by other hands. */
function recordOf(column: (index: number) => DuckDBValue, midnight: number): QueryRecord {
  const flags = column(3) as number
  return queryRecordSchema.parse({
    time: (column(0) as number) + midnight,
    evidence: evidenceText(Number(column(1))),
    milliseconds: column(2),
    cached: (flags & FLAG_CACHED) !== 0,
    transport: TRANSPORTS[(flags >> TRANSPORT_SHIFT) & TRANSPORT_MASK],
    client: column(4),
    name: column(5),
    type: column(6),
    verdict: VERDICT_KINDS[column(7) as number],
    rule: column(8) === null ? null : { listId: column(8), list: column(9), entry: column(10), line: column(11) },
    modelId: column(12),
    score: column(13),
    band: column(14),
    unscored: column(15),
    rcode: column(16),
    answers: (column(17) as DuckDBListValue).items,
    upstream: column(18),
  })
}
