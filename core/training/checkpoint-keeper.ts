import { rmSync } from 'node:fs'
import type { Clock } from '../system/clock.ts'
import { fileFault } from '../system/file-fault.ts'
import { ok, type Fault, type Result } from '../system/result.ts'
import { readCheckpoint, writeCheckpoint, type Identity } from './checkpoint.ts'
import type { FitState } from './fit-state.ts'
import type { TrainingJob } from './job.ts'
import type { ProgressReporter } from './progress.ts'

/** What one run has to do with its checkpoint. */
export interface Keeper {
  /** Once the data is known: the state to go on from, null at the beginning. The fault says why it cannot go on. */
  begin(identity: Omit<Identity, 'version'>): Result<FitState | null, Fault>
  /** After an epoch. A checkpoint that cannot be written ends no run: it is said. */
  keep(state: FitState): void
  /** Nothing would be lost with the folder: no epoch is in it. */
  readonly canBeginAgain: boolean
  remove(): void
}

const NO_KEEPER: Keeper = {
  begin: () => ok(null),
  keep: () => undefined,
  canBeginAgain: true,
  remove: () => undefined,
}

export function createKeeper(job: TrainingJob, around: { clock: Clock; reporter: ProgressReporter }): Keeper {
  return job.checkpoint === undefined ? NO_KEEPER : keeperOf(job.checkpoint, job.startedAt, around)
}

type Around = Parameters<typeof createKeeper>[1]

function keeperOf(place: NonNullable<TrainingJob['checkpoint']>, startedAt: number, around: Around): Keeper {
  const { clock, reporter } = around
  const { folder, resume, version } = place
  let identity: Identity | null = null
  let canBeginAgain = !resume
  return {
    begin(rest) {
      identity = { version, ...rest }
      if (!resume) return ok(null)
      const read = readCheckpoint(folder, identity)
      if (!read.ok || read.value === null) return read as Result<null, Fault>
      const { state, meta } = read.value
      reporter.points = meta.points
      if (meta.backend !== identity.backend)
        reporter.notice(
          `begun on the backend ${meta.backend}, the run goes on on ${identity.backend}: the weights will not be those of a run without a break`
        )
      return ok(state)
    },
    keep(state) {
      if (identity === null) throw new Error('an epoch ended before the run began')
      const spentMs = clock.now() - startedAt
      const fault = writeCheckpoint(folder, { state, identity, spentMs, points: reporter.points })
      if (fault === null) canBeginAgain = false
      else
        reporter.notice(
          `no checkpoint could be written after epoch ${state.epoch}: ${fault}; the run goes on, and a crash now would lose more than an epoch`
        )
    },
    get canBeginAgain() {
      return canBeginAgain
    },
    remove() {
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch (error) {
        reporter.notice(`${folder} could not be removed: ${fileFault(error)}`)
      }
    },
  }
}
