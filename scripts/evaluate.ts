import { defineCommand, runMain } from 'citty'
import { resolve } from 'node:path'
import { openModel } from '../core/model/model.ts'
import { readModelFolder } from '../core/model/model-folder.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { failed, ok, type Fault, type Result } from '../core/system/result.ts'
import { evaluated, type Evaluation } from './evaluate/evaluation.ts'
import { modelFolder } from './evaluate/model-choice.ts'
import { table } from './evaluate/table.ts'
import { contradictions, firstOf, readLabelledSet } from './report/labelled-set.ts'

const command = defineCommand({
  meta: { name: 'evaluate', description: 'Scores a labelled file of names and prints how well a model does on it.' },
  args: {
    file: {
      type: 'positional',
      description: 'TSV or CSV, .gz or not; a name column `domain` or `input`, a `label` of 0/1 or words',
    },
    model: { type: 'string', description: 'id of a model, or its folder; without it, the shipped one' },
    data: { type: 'string', description: 'data folder of the workstation, to find models that were trained there' },
    json: { type: 'boolean', description: 'one line of JSON instead of a table' },
  },
  run: async ({ args }) => {
    const result = await evaluate({
      file: resolve(String(args.file)),
      model: args.model ?? null,
      data: args.data ?? null,
    })
    if (!result.ok) {
      console.error(`evaluate: ${result.fault.message}`)
      process.exitCode = 1
      return
    }
    console.log(args.json ? JSON.stringify(result.value.figures) : table(result.value))
  },
})

type Asked = { file: string; model: string | null; data: string | null }

async function evaluate(asked: Asked): Promise<Result<Evaluation, Fault>> {
  const folder = await modelFolder(asked.model, asked.data)
  if (!folder.ok) return folder
  const set = await readLabelledSet(asked.file)
  if (!set.ok) return set
  const { broken, brokenLines } = set.value
  if (broken > 0)
    note(
      `${broken} ${broken === 1 ? 'line could not be read and is' : 'lines could not be read and are'} left out${firstOf(brokenLines)}`
    )
  const both = contradictions(set.value)
  if (both > 0) note(`${both} names stand in the file with both labels; each line counts as it stands`)
  const stored = await readModelFolder(folder.value)
  if (!stored.ok) return failed({ kind: 'refused-model', message: `the model is refused: ${stored.fault.message}` })
  prepareNativeLibrary()
  const { tf, backend } = await loadTensorFlow()
  const model = await openModel(tf, stored.value)
  if (!model.ok) return model
  return ok({ ...evaluated(model.value, set.value), backend, broken })
}

/** On stderr: stdout belongs to the figures. */
function note(text: string): void {
  console.error(`evaluate: ${text}`)
}

await runMain(command)
