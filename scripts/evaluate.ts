import { defineCommand, runMain } from 'citty'
import { resolve } from 'node:path'
import { readDataFile } from '../core/dataset/read-file.ts'
import { probabilityOf } from '../core/model/calibration.ts'
import { openModel, type Model } from '../core/model/model.ts'
import { readModelFolder } from '../core/model/model-folder.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import type { Fault, Result } from '../core/system/result.ts'
import { measure } from '../core/training/metrics.ts'
import { ratesAt } from '../core/training/stored-thresholds.ts'
import { modelFolder } from './evaluate/model-choice.ts'
import { table } from './evaluate/table.ts'
import type { Evaluation } from './evaluate/evaluation.ts'

const command = defineCommand({
  meta: { name: 'evaluate', description: 'Scores a labelled file of names and prints how well a model does on it.' },
  args: {
    file: {
      type: 'positional',
      description: 'TSV, CSV or list, .gz or not; a name column `domain` or `input`, a `label` of 0/1 or words',
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
  const names: string[] = []
  const labels: number[] = []
  let unlabelled = 0
  const read = await readDataFile(asked.file, {
    take: (name, label) => {
      if (label === null) unlabelled++
      else {
        names.push(name)
        labels.push(label)
      }
      return true
    },
  })
  if (!read.ok) return read
  if (unlabelled > 0)
    return refused('the file has no column of labels; it needs a header line with at least `domain` and `label`')
  if (names.length === 0)
    return refused(`the file holds no labelled name that can be read (${read.value.broken} broken lines)`)
  const stored = await readModelFolder(folder.value)
  if (!stored.ok) return refused(`the model is refused: ${stored.fault.message}`)
  prepareNativeLibrary()
  const { tf, backend } = await loadTensorFlow()
  const model = openModel(tf, stored.value)
  if (!model.ok) return model
  return {
    ok: true,
    value: {
      ...figuresOf(model.value, names, labels),
      modelId: stored.value.card.id,
      backend,
      broken: read.value.broken,
    },
  }
}

function figuresOf(
  model: Model,
  names: readonly string[],
  labels: readonly number[]
): Pick<Evaluation, 'figures' | 'confusion'> {
  const { temperature, thresholds } = model.card
  model.logits(names.slice(0, 256))
  const started = performance.now()
  const logits = model.logits(names)
  const seconds = (performance.now() - started) / 1000
  const metrics = measure(logits, labels, temperature)
  const probabilities = Array.from(logits, (logit) => probabilityOf(logit, temperature))
  const [atUnsure, atMalicious] = [
    ratesAt(probabilities, labels, thresholds.unsure),
    ratesAt(probabilities, labels, thresholds.malicious),
  ]
  // With one class only, accuracy would be its recall under another name, and F1 and ECE would say nothing about false alarms.
  const both = metrics.auc !== null
  return {
    confusion: metrics.confusion,
    figures: {
      auc: metrics.auc,
      tpr_at_1pct: metrics.recallAt1,
      tpr_at_01pct: metrics.recallAt01,
      fpr_at_stored_1pct: atUnsure.falsePositiveRate,
      fpr_at_stored_01pct: atMalicious.falsePositiveRate,
      tpr_at_stored_1pct: atUnsure.recall,
      tpr_at_stored_01pct: atMalicious.recall,
      accuracy: both ? metrics.accuracy : null,
      f1: both ? metrics.f1 : null,
      ece: both ? metrics.ece : null,
      names: names.length,
      names_per_s: Math.round(names.length / seconds),
    },
  }
}

function refused(message: string): Result<never, Fault> {
  return { ok: false, fault: { kind: 'bad-input', message } }
}

await runMain(command)
