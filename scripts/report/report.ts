import type { Band } from '../../core/model/score.ts'
import type { BandFigures } from './bands.ts'
import type { HeadlineIntervals } from './bootstrap.ts'
import type { Data, Group } from './plans.ts'
import type { Robustness } from './robustness.ts'
import type { SetFigures } from './set-figures.ts'
import type { Slice } from './slices.ts'
import type { ThreadTiming, Timing } from './timing.ts'

/** What docs/model-report.json holds. Shares in 0..1. */
export type Report = {
  command: string
  /** Samples and small networks: shows that everything works, says nothing about the models. */
  quick: boolean
  at: string
  machine: string
  backend: string
  /** SHA-256 by file, beside the data folder. */
  files: Record<string, string>
  /** Of ThreatFox's test. */
  threatfox: { names: number; apart: number; malicious: number; maliciousApart: number }
  /** Lines of the tunnelling set that are no names, or single labels, which are never scored. */
  tunnellingBroken: number
  rows: ReportRow[]
  serving: { key: string; thread: ThreadTiming; slices: Slice[] } | null
  /** Seconds that each step of this run took; what came from the cache took none. */
  steps: { step: string; seconds: number }[]
}

export type ReportRow = {
  key: string
  title: string
  family: string
  group: Group
  data: Data
  /** What makes the model anew. */
  command: string
  ships: boolean
  /** Null: its model is not in the cache, and this run was told not to train. */
  measured: Measured | null
}

export type Measured = {
  modelId: string
  temperature: number
  thresholds: { unsure: number; malicious: number }
  parameters: number
  bytes: number
  minutes: number | null
  timing: Timing
  sets: Partial<Record<MeasuredSet, MeasuredFigures>>
  intervals: Partial<Record<'test' | 'testTime' | 'threatfoxTest' | 'threatfoxApart', HeadlineIntervals>>
  /** At the threshold that is best on ThreatFox's dev. */
  tunedF1: { all: number; apart: number } | null
  robustness: Robustness | null
  precision: { prevalence: number; at1: number | null; at01: number | null }[] | null
}

export type MeasuredFigures = SetFigures & { bands: Record<Band, BandFigures> }
export type MeasuredSet = 'test' | 'testTime' | 'threatfoxTest' | 'threatfoxApart' | 'tunnelling'

/**
 * Measured in ../shared/data/README.md, not here: the weights that ML Bridge released are not in this repository. Of the public test.
 */
export const QUOTED_ORIGINAL = {
  title: 'ML Bridge 2020, released weights (quoted)',
  parameters: 1913,
  auc: 0.505,
  recallAt1: 0.062,
  recallAt01: 0,
  accuracy: 0.505,
  f1: 0.173,
} as const
