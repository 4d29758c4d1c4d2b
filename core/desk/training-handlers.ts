import type { VettedName } from '../dataset/examples.ts'
import { inspectFile } from '../dataset/inspect.ts'
import type { Trainer } from '../training/trainer.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type TrainingParts = {
  trainer: Trainer
  vetted(): readonly VettedName[]
}

type TrainingCalls = Extract<keyof Handlers, `training.${string}`>

export function trainingHandlers({ trainer, vetted }: TrainingParts): Pick<Handlers, TrainingCalls> {
  return {
    'training.architectures': async () => trainer.architectures(),
    'training.inspect': ({ path }) => inspectFile(path),
    'training.estimate': (plan) => trainer.estimate(plan),
    'training.start': async (plan) => valueOf(trainer.start(plan, vetted())),
    'training.stop': async ({ runId }) => {
      trainer.stop(runId)
      return {}
    },
    'training.cancel': async ({ runId }) => {
      trainer.cancel(runId)
      return {}
    },
    'training.interrupted': async () => trainer.interrupted(),
    'training.resume': async ({ runId }) => valueOf(trainer.resume(runId)),
    'training.discard': async ({ runId }) => {
      valueOf(trainer.discard(runId))
      return trainer.interrupted()
    },
    'training.runs': async () => trainer.runs(),
  }
}
