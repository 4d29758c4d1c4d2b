import type { DuckDBConnection } from '@duckdb/node-api'
import { VERDICT_KINDS } from '../../verdict/verdict.ts'
import type { AnswerTotal, ClientTotal, Search, TimelineRow } from '../port.ts'
import { catalogOf, DAY_MS } from './layout.ts'
import { eachRow, run } from './statement.ts'
import { daysIn, whereOf } from './where.ts'

/** What a search runs on. */
export type Field = { connection: DuckDBConnection; days: readonly number[] }

/**
 * Each search counts a day by itself, by numbers, and only then joins the texts and adds the days up: the hash tables of a day are
 * small, and most records never meet a text.
 */
export async function timeline(
  { connection, days }: Field,
  search: Search,
  bucket: { ms: number; offset: number }
): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = []
  const start = (day: number) =>
    `(t::BIGINT + ${day * DAY_MS - bucket.offset}) // ${bucket.ms} * ${bucket.ms} + ${bucket.offset}`
  const where = whereOf(search)
  const branches = daysIn(days, search.range).map(
    (day) =>
      `SELECT ${start(day)} AS start, verdict, count(*) AS n FROM ${catalogOf(day)}.records WHERE ${where.of(day)} GROUP BY ALL`
  )
  if (branches.length === 0) return rows
  const sql = `SELECT CAST(start AS DOUBLE), verdict, CAST(sum(n) AS DOUBLE) FROM (${branches.join(' UNION ALL ')})
    GROUP BY start, verdict ORDER BY start, verdict`
  eachRow(await run(connection, sql, where.parameters), (column) =>
    rows.push({ start: column(0) as number, verdict: VERDICT_KINDS[column(1) as number]!, count: column(2) as number })
  )
  return rows
}

export async function clients({ connection, days }: Field, search: Search, limit: number): Promise<ClientTotal[]> {
  const rows: ClientTotal[] = []
  const where = whereOf(search)
  const branches = daysIn(days, search.range).map((day) => {
    const totals = `SELECT client AS id, count(*) AS n, min(t) AS first, max(t) AS last FROM ${catalogOf(day)}.records
      WHERE ${where.of(day)} GROUP BY client`
    return `SELECT c.client, n, first + ${day * DAY_MS} AS first, last + ${day * DAY_MS} AS last
      FROM (${totals}) JOIN ${catalogOf(day)}.clients c USING (id)`
  })
  if (branches.length === 0) return rows
  const sql = `SELECT client, CAST(sum(n) AS DOUBLE) AS total, CAST(min(first) AS DOUBLE), CAST(max(last) AS DOUBLE)
    FROM (${branches.join(' UNION ALL ')}) GROUP BY client ORDER BY total DESC, client LIMIT ${limit}`
  eachRow(await run(connection, sql, where.parameters), (column) =>
    rows.push({
      client: column(0) as string,
      count: column(1) as number,
      firstSeen: column(2) as number,
      lastSeen: column(3) as number,
    })
  )
  return rows
}

/** An answer that a record holds twice counts once for it. */
export async function answers({ connection, days }: Field, search: Search, limit: number): Promise<AnswerTotal[]> {
  const rows: AnswerTotal[] = []
  const where = whereOf(search)
  const branches = daysIn(days, search.range).map(
    (day) =>
      `SELECT unnest(list_distinct(e.answers)) AS answer, n FROM (${byEntry(day, where.of(day))}) JOIN ${catalogOf(day)}.entries e USING (id)`
  )
  if (branches.length === 0) return rows
  const sql = `SELECT answer, CAST(sum(n) AS DOUBLE) AS total FROM (${branches.join(' UNION ALL ')})
    GROUP BY answer ORDER BY total DESC, answer LIMIT ${limit}`
  eachRow(await run(connection, sql, where.parameters), (column) =>
    rows.push({ answer: column(0) as string, count: column(1) as number })
  )
  return rows
}

/** The name and its parents are looked up among the wanted here, in one pass, however many are wanted. */
export async function queriesUnder(
  { connection, days }: Field,
  search: Search,
  names: readonly string[]
): Promise<number> {
  const wanted = new Set(names)
  const where = whereOf(search)
  const branches = daysIn(days, search.range).map(
    (day) => `SELECT e.name, n FROM (${byEntry(day, where.of(day))}) JOIN ${catalogOf(day)}.entries e USING (id)`
  )
  if (branches.length === 0 || wanted.size === 0) return 0
  const sql = `SELECT name, CAST(sum(n) AS DOUBLE) FROM (${branches.join(' UNION ALL ')}) GROUP BY name`
  let total = 0
  eachRow(await run(connection, sql, where.parameters), (column) => {
    if (isUnder(column(0) as string, wanted)) total += column(1) as number
  })
  return total
}

function byEntry(day: number, where: string): string {
  return `SELECT entry AS id, count(*) AS n FROM ${catalogOf(day)}.records WHERE ${where} GROUP BY entry`
}

function isUnder(name: string, wanted: ReadonlySet<string>): boolean {
  for (let at = 0; ;) {
    if (wanted.has(name.slice(at))) return true
    const dot = name.indexOf('.', at)
    if (dot < 0) return false
    at = dot + 1
  }
}
