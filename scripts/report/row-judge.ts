import { join } from 'node:path'
import type { Source } from '../../core/dataset/examples.ts'
import { assertNever, ok, type Fault, type Result } from '../../core/system/result.ts'
import { networkJudge, type Judge } from './judge.ts'
import type { Data, RowPlan } from './plans.ts'
import type { Steps } from './steps.ts'
import { tableJudge } from './table-judge.ts'
import { LEFT_OUT, modelOf, SPLIT_FILES, type TrainingPlace } from './trained-model.ts'

type Found = { judge: Judge | null; folder: string | null; command: string }
type Around = { place: TrainingPlace; steps: Steps; network: Parameters<typeof networkJudge>[1] }

/** What a line of the table is measured with; no judge where its model has not been trained yet. */
export async function judgeOf(plan: RowPlan, around: Around): Promise<Result<Found, Fault>> {
  const { origin } = plan
  switch (origin.kind) {
    case 'count-table': {
      const judge = await around.steps.timed(`count ${plan.key}`, () =>
        tableJudge(plan.key, countedFiles(plan.data, around.place.data))
      )
      return judge.ok ? ok({ judge: judge.value, folder: null, command: 'npm run report:model' }) : judge
    }
    case 'shipped':
      return ok({
        judge: await networkJudge(origin.folder, around.network),
        folder: origin.folder,
        command: 'npm run report:model (the model as it ships; its card has the plan)',
      })
    case 'trained': {
      const { folder, command } = await modelOf(plan.key, {
        recipe: origin.recipe,
        data: plan.data,
        place: around.place,
      })
      return ok({ judge: folder === null ? null : await networkJudge(folder, around.network), folder, command })
    }
    default:
      return assertNever(origin)
  }
}

function countedFiles(data: Data, folder: string): Source[] {
  const [column = '', value] = LEFT_OUT[data].split('=')
  const source = (split: 'training' | 'validation', file: string, without: Source['without']): Source => ({
    path: join(folder, file),
    assumedLabel: null,
    split,
    without: without ?? [],
  })
  return [
    source('training', SPLIT_FILES[data].train, value === undefined ? [] : [{ column, value }]),
    source('validation', SPLIT_FILES[data].valid, []),
  ]
}
