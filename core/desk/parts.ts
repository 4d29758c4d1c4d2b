import type { Visits } from '../honeypot/visits.ts'
import type { Library } from '../lists/library.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { ModelThread } from '../model/model-thread.ts'
import type { Promotions } from '../registry/promotions.ts'
import type { Registry } from '../registry/registry.ts'
import type { ThresholdChanges } from '../registry/thresholds.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { SettingsStore } from '../settings/store.ts'
import type { DuckDbStore } from '../store/duckdb/duckdb-store.ts'
import type { Clock } from '../system/clock.ts'
import type { Trainer } from '../training/trainer.ts'
import type { OverrideHits } from '../vetting/override-hits.ts'
import type { Overrides } from '../vetting/overrides.ts'
import type { Vetting } from '../vetting/vetting.ts'
import type { Registrations } from '../whois/registrations.ts'
import type { DoorsDesk } from './doors.ts'
import type { EventHub } from './handlers.ts'
import type { ShellParts, WorkstationOptions } from './options.ts'
import type { MachineDns } from './machine-dns.ts'
import type { ModelScores } from './model-scores.ts'
import type { Protection } from './protection.ts'
import type { Serving } from './serving.ts'

/** Everything that the desk answers from, as the composition root has built it. */
export type Parts = {
  options: WorkstationOptions
  shell: ShellParts
  clock: Clock
  startedAt: number
  events: EventHub
  /** What a person should know since the start; grows. */
  notices: readonly string[]
  settings: SettingsStore
  library: Library
  /** The analyst's names, kept in step by `vetting`. */
  own: OwnNames
  vetting: Vetting
  overrides: Overrides
  overrideHits: OverrideHits
  protection: Protection
  machineDns: MachineDns
  resolver: Resolver
  doors: DoorsDesk
  /** Called when the doors or their certificate have changed. */
  onDoors(listener: () => void): void
  model: ModelThread
  serving: Serving
  registry: Registry
  thresholds: ThresholdChanges
  promotions: Promotions
  /** Asks models that do not serve. */
  modelScores: ModelScores
  trainer: Trainer
  store: DuckDbStore
  registrations: Registrations
  /** The labelled names that ship. */
  replayFile: string
  pluginUrl: string
  visits: Visits
}
