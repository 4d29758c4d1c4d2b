import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { catalogOf, dayOfFile, dayText, fileOfDay, tablesOf } from './layout.ts'
import { run, sqlText } from './statement.ts'

/** Another process has the file open: not a torn file, and nothing to be moved. */
export class FolderInUse extends Error {}

const ASIDE = '.torn'

/** For searches over everything (docs/decisions/0030); what does not fit is spilled to the disk. */
const MEMORY_FOR_SEARCHES = '1GB'
/** While nobody searches: else DuckDB keeps what it wrote until it has filled the memory of searches. */
const MEMORY = '64MB'
/** Makes it let go of its caches at once. */
const LITTLE_MEMORY = '32MB'

/**
 * The files of the days, all attached to one instance. Days are attached as they are found or first written; a day is taken away only
 * while no search runs (engine.ts sees to it).
 */
export class DayFiles {
  readonly instance: DuckDBInstance
  readonly #folder: string
  readonly #connection: DuckDBConnection
  /** Of its own, since memory is set while a day may be on its way: a connection drops what it has begun for what comes next. */
  readonly #memory: DuckDBConnection
  readonly #notice: (text: string) => void
  readonly #days = new Set<number>()

  private constructor(
    folder: string,
    instance: DuckDBInstance,
    parts: { connection: DuckDBConnection; memory: DuckDBConnection; notice: (text: string) => void }
  ) {
    this.#folder = folder
    this.instance = instance
    this.#connection = parts.connection
    this.#memory = parts.memory
    this.#notice = parts.notice
  }

  static async open(folder: string, notice: (text: string) => void): Promise<DayFiles> {
    mkdirSync(folder, { recursive: true })
    const spill = join(folder, 'spill')
    rmSync(spill, { recursive: true, force: true })
    const instance = await DuckDBInstance.create(':memory:', {
      // One thread, our own (statement.ts).
      threads: '1',
      memory_limit: MEMORY,
      allocator_flush_threshold: '1MB',
      allocator_bulk_deallocation_flush_threshold: '1MB',
      temp_directory: spill,
      preserve_insertion_order: 'false',
      // Nothing is ever fetched from the network.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const [connection, memory] = [await instance.connect(), await instance.connect()]
    const files = new DayFiles(folder, instance, { connection, memory, notice })
    for (const day of readdirSync(folder).map(dayOfFile)) if (day !== null) await files.#attachOrSetAside(day)
    return files
  }

  /** Oldest first. */
  days(): number[] {
    return [...this.#days].sort((a, b) => a - b)
  }

  /** Makes the day's file where there is none. */
  async ensure(day: number): Promise<void> {
    if (!this.#days.has(day)) await this.#attachOrSetAside(day)
    if (!this.#days.has(day)) await this.#attach(day)
  }

  async detach(day: number): Promise<void> {
    if (!this.#days.delete(day)) return
    await run(this.#connection, `DETACH ${catalogOf(day)}`)
  }

  async takeMemoryForSearches(): Promise<void> {
    await run(this.#memory, `SET memory_limit = '${MEMORY_FOR_SEARCHES}'`)
  }

  /** Gives back what searches left behind in caches, some hundred megabytes after one over everything. */
  async giveMemoryBack(): Promise<void> {
    await run(this.#memory, `SET memory_limit = '${LITTLE_MEMORY}'`)
    await run(this.#memory, `SET memory_limit = '${MEMORY}'`)
  }

  /** Deletes the day's file, and says how many bytes that gives back. */
  async remove(day: number): Promise<number> {
    const bytes = this.bytes(day)
    await this.detach(day)
    for (const path of this.#paths(day)) rmSync(path, { force: true })
    return bytes
  }

  /** What was set aside on days before this one. */
  asideBefore(day: number): { path: string; bytes: number }[] {
    return readdirSync(this.#folder)
      .filter((name) => name.includes(ASIDE) && name < dayText(day))
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, bytes: statSync(path).size }))
  }

  removeAsideBefore(day: number): number {
    const aside = this.asideBefore(day)
    for (const { path } of aside) rmSync(path)
    return aside.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  bytes(day: number): number {
    return this.#paths(day).reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
  }

  /** Moves a day that cannot be read out of the way; it stays for whoever can mend it, until retention reaches its day. */
  async setAside(day: number, why: string): Promise<void> {
    await this.detach(day)
    const names = this.#paths(day)
      .filter(existsSync)
      .map((path) => this.#moveAside(path))
    this.#notice(
      `The log of ${dayText(day)} cannot be read (${why}). It was set aside as ${names.join(' and ')}; its queries are missing.`
    )
  }

  async close(): Promise<void> {
    for (const day of this.days()) await this.detach(day)
    this.#memory.closeSync()
    this.#connection.closeSync()
    this.instance.closeSync()
  }

  async #attachOrSetAside(day: number): Promise<void> {
    try {
      await this.#attach(day)
    } catch (error) {
      const why = firstLine(error)
      if (/\block\b|being used by another process/i.test(why)) throw new FolderInUse(why)
      await this.#attachWithoutLog(day, why)
    }
  }

  /** A torn write-ahead log costs its last seconds; the file before them may be sound. */
  async #attachWithoutLog(day: number, why: string): Promise<void> {
    const log = this.#paths(day)[1]
    if (!existsSync(log)) {
      await this.setAside(day, why)
      return
    }
    const name = this.#moveAside(log)
    try {
      await this.#attach(day)
      this.#notice(
        `The last seconds of the log of ${dayText(day)} cannot be read (${why}) and were set aside as ${name}.`
      )
    } catch (error) {
      await this.setAside(day, firstLine(error))
    }
  }

  async #attach(day: number): Promise<void> {
    const catalog = catalogOf(day)
    const [path] = this.#paths(day)
    // A kill between the making and the first writing of a file leaves this; nothing was in it.
    if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path)
    await run(this.#connection, `ATTACH ${sqlText(path)} AS ${catalog}`)
    try {
      for (const table of tablesOf(catalog)) await run(this.#connection, table)
      // Only now may a search look into it.
      this.#days.add(day)
    } catch (error) {
      await run(this.#connection, `DETACH ${catalog}`)
      throw error
    }
  }

  #paths(day: number): [string, string] {
    const path = join(this.#folder, fileOfDay(day))
    return [path, `${path}.wal`]
  }

  #moveAside(path: string): string {
    let target = path + ASIDE
    for (let i = 2; existsSync(target); i++) target = `${path}${ASIDE}-${i}`
    renameSync(path, target)
    return target.slice(this.#folder.length + 1)
  }
}

export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0]!.replace('Failure running pending result task: ', '')
}
