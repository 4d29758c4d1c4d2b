/** Milliseconds of a UTC day, and the number of such days since the Unix epoch: what a day's file is about. */
export const DAY_MS = 86_400_000

/** Before the year 10000: what a file name has room for. */
const LAST_DAY = 2_932_896

/** The day of a time, or null when no file could hold it. */
export function dayOf(time: number): number | null {
  const day = Math.floor(time / DAY_MS)
  return day >= 0 && day <= LAST_DAY ? day : null
}

/** Part of the name, so that a later layout knows an earlier file. */
const VERSION = 1
const FILE = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})\\.${VERSION}\\.duckdb$`)

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function fileOfDay(day: number): string {
  return `${dayText(day)}.${VERSION}.duckdb`
}

/** The day of a file, null when it is another file. */
export function dayOfFile(name: string): number | null {
  const date = FILE.exec(name)?.[1]
  const time = date === undefined ? NaN : Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(time) ? null : dayOf(time)
}

/** The name under which a day's file is attached. */
export function catalogOf(day: number): string {
  return `d${day}`
}

/**
 * Numbers in `records`, texts in `entries` and `clients`, which a record names by number. `t` counts the milliseconds of the day; `verdict`
 * repeats the entry's, so that a timeline reads two narrow columns and joins nothing.
 */
export function tablesOf(catalog: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${catalog}.entries (
      id UINTEGER, name VARCHAR, type VARCHAR, verdict UTINYINT, list_id VARCHAR, list VARCHAR, list_entry VARCHAR, line UINTEGER,
      model VARCHAR, score DOUBLE, band VARCHAR, unscored VARCHAR, rcode VARCHAR, answers VARCHAR[], upstream VARCHAR)`,
    `CREATE TABLE IF NOT EXISTS ${catalog}.clients (id UINTEGER, client VARCHAR)`,
    `CREATE TABLE IF NOT EXISTS ${catalog}.records (
      t UINTEGER, evidence UBIGINT, client UINTEGER, entry UINTEGER, verdict UTINYINT, ms FLOAT, flags UTINYINT)`,
  ]
}
