import type { VettedName } from '../dataset/examples.ts'
import { inspectFile } from '../dataset/inspect.ts'
import type { Registry } from '../registry/registry.ts'
import type { Fault, Result } from '../system/result.ts'
import type { Trainer } from '../training/trainer.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type TrainingParts = {
  trainer: Trainer
  registry: Registry
  vetted(): readonly VettedName[]
  /** Loads a model into the thread that scores. */
  serve(folder: string): Promise<Result<unknown, Fault>>
  /** After the registry or the model that serves has changed. */
  changed(): Promise<void>
}

type TrainingCalls = Extract<keyof Handlers, `training.${string}` | `models.${string}`>

export function trainingHandlers({
  trainer,
  registry,
  vetted,
  serve,
  changed,
}: TrainingParts): Pick<Handlers, TrainingCalls> {
  const allAfterChange = async () => {
    await changed()
    return registry.all()
  }
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
    'training.runs': async () => trainer.runs(),
    'models.all': () => registry.all(),
    'models.promote': async ({ id }) => {
      valueOf(await registry.promote(id, serve))
      return allAfterChange()
    },
    'models.remove': async ({ id }) => {
      valueOf(await registry.remove(id))
      return allAfterChange()
    },
    'models.import': async ({ path }) => {
      valueOf(await registry.import(path))
      return allAfterChange()
    },
  }
}
