import { openRuleBook, type CompiledBook } from '../lists/rule-book.ts'
import type { Library } from '../lists/library.ts'
import type { NameRules } from '../lists/matching.ts'
import type { OverrideRule } from '../lists/override.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { Scorer } from '../model/scorer.ts'
import type { ResolverConfig } from '../resolver/config.ts'
import type { Endpoint } from '../resolver/endpoint.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { SettingsStore } from '../settings/store.ts'
import type { Clock } from '../system/clock.ts'
import type { NetworkChange } from '../system/network-watch.ts'
import { createFilter, type Filter } from '../verdict/create-filter.ts'
import type { PauseFile } from './pause-file.ts'
import { filterSettingsOf, resolverConfigOf, signInConfig } from './configuration.ts'
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
  /** Another network, or time that passed unseen. */
  networkChanged(change: NetworkChange): Promise<void>
  /** For a while only these resolvers are asked and nothing is blocked, so that a person can sign in to a network; null ends it. */
  signIn(to: { resolvers: Endpoint[]; until: number } | null): Promise<void>
  /** Who is asked when nobody signs in. */
  usualConfig(): ResolverConfig
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
  let signingIn: { resolvers: Endpoint[]; until: number } | null = null
  const pausedFor = () => (signingIn === null ? paused : Math.max(signingIn.until, paused ?? 0))
  const filterSettings = () => filterSettingsOf(options, settings.current(), pausedFor())
  const usualConfig = () => resolverConfigOf(options, settings.current(), resolver?.address ?? null)
  const config = () => (signingIn === null ? usualConfig() : signInConfig(usualConfig(), signingIn.resolvers))
  const filter = createFilter({ overrides, own, book, scorer, settings: filterSettings() }, clock)
  const configure = async () => resolver?.configure(config())

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
      await resolver?.pause(pausedFor())
    },
    async networkChanged(change) {
      // A pause is a length of time: a clock that was set back must not make it longer.
      if (change.passedMs < 0 && paused !== null) {
        paused += change.passedMs
        await pauseFile.save(paused)
        filter.change({ settings: filterSettings() })
        await resolver?.pause(pausedFor())
      }
      await resolver?.networkChanged(change, config())
    },
    async signIn(to) {
      signingIn = to
      filter.change({ settings: filterSettings() })
      await configure()
      await resolver?.pause(pausedFor())
    },
    usualConfig,
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
