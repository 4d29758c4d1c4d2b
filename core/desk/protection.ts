import { openRuleBook, type CompiledBook } from '../lists/rule-book.ts'
import type { Library } from '../lists/library.ts'
import type { NameRules } from '../lists/matching.ts'
import type { OverrideRule } from '../lists/override.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { Scorer } from '../model/scorer.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { SettingsStore } from '../settings/store.ts'
import type { Clock } from '../system/clock.ts'
import { createFilter, type Filter } from '../verdict/create-filter.ts'
import type { PauseFile } from './pause-file.ts'
import { filterSettingsOf, resolverConfigOf } from './configuration.ts'
import type { WorkstationOptions } from './options.ts'

export type ProtectionParts = {
  options: WorkstationOptions
  settings: SettingsStore
  library: Library
  own: OwnNames
  /** Those that hold at the start. */
  overrides: readonly OverrideRule[]
  pauseFile: PauseFile
  scorer: Scorer
  clock: Clock
}

/** What decides, twice: in main for the desk and the plugin, and in the resolver's thread. This keeps the two in step. */
export interface Protection {
  readonly filter: Filter
  readonly book: NameRules
  /** Milliseconds since the epoch; null while nothing is paused. */
  readonly pausedUntil: number | null
  /** The resolver follows from here on, and learns who its upstreams are, now that it is known where it listens. */
  follow(resolver: Resolver): Promise<void>
  /** After a change of the settings. */
  reconfigure(): Promise<void>
  /** Kept over a restart. */
  pause(until: number | null): Promise<void>
  /** All overrides that hold; resolves when the next question meets them. */
  override(rules: readonly OverrideRule[]): Promise<{ droppedAnswers: number }>
  /** Resolves when answers follow the book that the library compiled last. */
  useBook(compiled: CompiledBook): Promise<unknown>
  bookInUse(): Promise<unknown>
}

export function createProtection(parts: ProtectionParts): Protection {
  const { options, settings, library, own, overrides, pauseFile, scorer, clock } = parts
  let book = openRuleBook(library.compiled())
  let resolver: Resolver | null = null
  let bookInUse: Promise<unknown> = Promise.resolve()
  let paused = pauseFile.until
  const filterSettings = () => filterSettingsOf(options, settings.current(), paused)
  const filter = createFilter({ overrides, own, book, scorer, settings: filterSettings() }, clock)
  const configure = async () => resolver?.configure(resolverConfigOf(options, settings.current(), resolver.address))

  return {
    filter,
    get book() {
      return book
    },
    get pausedUntil() {
      return paused !== null && paused > clock.now() ? paused : null
    },
    async follow(started) {
      resolver = started
      await configure()
    },
    async reconfigure() {
      filter.change({ settings: filterSettings() })
      await configure()
    },
    async pause(until) {
      await pauseFile.save(until)
      paused = until
      filter.change({ settings: filterSettings() })
      await resolver?.pause(until)
    },
    async override(rules) {
      filter.change({ overrides: rules })
      return (await resolver?.setOverrides(rules)) ?? { droppedAnswers: 0 }
    },
    useBook(compiled) {
      book = openRuleBook(compiled)
      filter.change({ book })
      return (bookInUse = resolver?.setBook(compiled) ?? Promise.resolve())
    },
    bookInUse: () => bookInUse,
  }
}
