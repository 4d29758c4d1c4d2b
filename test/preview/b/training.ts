import type { ModelCard, ModelEntry } from '../../../core/registry/card.ts'
import { foldRun, startedRun } from '../../../core/training/fold.ts'
import type { AllMetrics, SplitMetrics } from '../../../core/training/metrics-view.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingEvent, TrainingRun } from '../../../core/training/run.ts'
import type { Answers, FakeBridge } from '../../fakes/bridge.ts'
import { judgementAnswers } from './judgement.ts'

const PROVENANCE = [
  { title: 'source', distinct: 1, values: [{ value: 'invented', names: 40_000 }], others: 0 },
  { title: 'licence', distinct: 1, values: [{ value: 'A', names: 40_000 }], others: 0 },
]

const PLAN: TrainingPlan = {
  start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 22, learningRate: 0.2 } },
  epochs: 6,
  batchSize: 512,
  sampleSize: 40_000,
  seed: 1,
  files: [{ path: '/home/analyst/data/labelled.tsv.gz', assumedLabel: null }],
  vettedWeight: 10,
}

/** A trainer that draws the curves it would draw, at the pace of a real one. */
export function trainingAnswers(tell: () => FakeBridge): Answers {
  const models: ModelEntry[] = [
    {
      kind: 'usable',
      card: card('ngram-linear-1', 'N-gram linear, shipped', 0.93),
      shipped: true,
      serving: true,
      changed: null,
    },
    {
      kind: 'usable',
      card: { ...card('ngram-linear-20261120', 'N-gram linear of 20 November', 0.936), parent: 'ngram-linear-1' },
      shipped: false,
      serving: false,
      changed: null,
    },
    {
      kind: 'refused',
      id: 'mlbridge-cnn-old',
      reason: 'made for encoding "code-points-1"; this version encodes as "ascii-75-1"',
    },
  ]
  let runs: TrainingRun[] = []
  const tick = (run: TrainingRun, step: number) => {
    if (runs.find((one) => one.id === run.id)?.state !== 'running') return
    const emit = (event: TrainingEvent) => {
      runs = runs.map((one) => foldRun(one, event, Date.now()))
      tell().emit('training.event', event)
    }
    const per = 30
    const epoch = Math.floor(step / per) + 1
    const batch = (step % per) + 1
    if (step === 0)
      emit({
        kind: 'data',
        runId: run.id,
        sizes: { training: 32_000, validation: 4000, test: 4000 },
        found: {
          conflicting: 12,
          conflictingNames: ['both.brightfern.example'],
          repeated: 310,
          vetted: 44,
          vettedWeight: 10,
          provenance: PROVENANCE,
          fingerprint: 'f00dfeed',
        },
      })
    if (epoch > run.plan.epochs) return finish(run, emit)
    const x = step / per
    const done = batch === per
    emit({
      kind: 'progress',
      runId: run.id,
      progress: {
        phase: 'fitting',
        names: null,
        epoch,
        epochs: run.plan.epochs,
        batch: batch * 2,
        batches: per * 2,
        examplesPerSecond: 21_400,
        secondsLeft: (run.plan.epochs * per - step) * 0.12,
      },
    })
    emit({
      kind: 'point',
      runId: run.id,
      point: {
        x,
        loss: 0.3 + 0.4 * Math.exp(-x) + Math.sin(step * 7) * 0.012,
        accuracy: 0.88 - 0.3 * Math.exp(-x) + Math.sin(step * 5) * 0.008,
        validationLoss: done ? 0.34 + 0.36 * Math.exp(-x) : null,
        validationAccuracy: done ? 0.865 - 0.28 * Math.exp(-x) : null,
      },
    })
    setTimeout(() => tick(run, step + 1), 120)
  }
  const finish = (run: TrainingRun, emit: (event: TrainingEvent) => void) => {
    const made = card('ngram-linear-20261123', 'N-gram linear of 23 November', 0.941)
    models.splice(1, 0, { kind: 'usable', card: made, shipped: false, serving: false, changed: null })
    emit({ kind: 'finished', runId: run.id, modelId: made.id, metrics: made.metrics, stoppedEarly: false })
    tell().emit('stale', { what: ['models'] })
  }
  return {
    'training.architectures': () => [
      {
        name: 'ngram-linear',
        title: 'N-gram linear',
        summary: 'Logistic regression on hashed character 2- to 5-grams: fast, strong, exactly explainable.',
        parameters: [
          {
            key: 'tableBits',
            label: 'Table size (bits)',
            help: 'Weights are 2 to this power.',
            kind: 'integer',
            default: 22,
            min: 16,
            max: 24,
          },
          {
            key: 'learningRate',
            label: 'Learning rate',
            help: 'The peak of one cycle.',
            kind: 'number',
            default: 0.2,
            min: 0.0001,
            max: 10,
          },
        ],
      },
      {
        name: 'mlbridge-cnn',
        title: 'ML Bridge CNN (2020)',
        summary: 'The original network, for comparison.',
        parameters: [],
      },
    ],
    'training.inspect': async ({ path }) => {
      await new Promise((done) => setTimeout(done, 300))
      const base = {
        path,
        compressed: path.endsWith('.gz'),
        nameColumn: 'domain',
        labelColumn: 'label',
        assumedLabel: null,
        benign: 20_310,
        malicious: 19_690,
        repeated: 310,
        conflicting: 12,
        conflictingNames: ['both.brightfern.example', 'two.stonelark.example'],
        provenance: PROVENANCE,
        broken: 2,
        brokenLines: [
          {
            line: 77,
            text: 'not a name at all!!,1',
            reason: 'the label "not a name at all!!" has a character that a host name cannot have',
          },
          { line: 4_012, text: 'shop..brightfern.example,0', reason: 'it has an empty label' },
        ],
      }
      if (path.includes('missing')) return { kind: 'unreadable', path, message: `there is no file ${path}` }
      if (path.endsWith('.txt'))
        return {
          kind: 'readable',
          file: {
            ...base,
            format: 'plain',
            nameColumn: null,
            labelColumn: null,
            benign: 0,
            malicious: 5012,
            broken: 0,
            brokenLines: [],
          },
        }
      return { kind: 'readable', file: { ...base, format: 'tsv' } }
    },
    'training.estimate': (plan) => ({
      seconds: 4.2 * plan.epochs,
      basis: 'this-machine',
      names: plan.sampleSize ?? 40_000,
      batchesPerEpoch: Math.ceil(32_000 / plan.batchSize),
    }),
    'training.start': (plan) => {
      const run = startedRun(`run-${runs.length + 1}`, plan, Date.now())
      runs = [run, ...runs]
      setTimeout(() => tick(run, 0), 200)
      return run
    },
    'training.stop': ({ runId }) => {
      const run = runs.find((one) => one.id === runId)
      if (run !== undefined)
        finish(run, (event) => {
          runs = runs.map((one) =>
            foldRun(one, event.kind === 'finished' ? { ...event, stoppedEarly: true } : event, Date.now())
          )
          tell().emit('training.event', event)
        })
      return {}
    },
    'training.cancel': ({ runId }) => {
      const event: TrainingEvent = { kind: 'cancelled', runId }
      runs = runs.map((one) => foldRun(one, event, Date.now()))
      tell().emit('training.event', event)
      return {}
    },
    'training.runs': () => runs,
    'models.all': () => models,
    'models.promote': ({ id }) => {
      for (const model of models) if (model.kind === 'usable') model.serving = model.card.id === id
      tell().emit('stale', { what: ['models'] })
      return models
    },
    'models.remove': ({ id }) => {
      models.splice(
        models.findIndex((model) => (model.kind === 'usable' ? model.card.id : model.id) === id),
        1
      )
      tell().emit('stale', { what: ['models'] })
      return models
    },
    'models.import': () => models,
    ...judgementAnswers(models, tell),
  }
}

function card(id: string, title: string, quality: number): ModelCard {
  return {
    id,
    title,
    architecture: 'ngram-linear',
    parameters: { tableBits: 22, learningRate: 0.2 },
    encoding: 'ascii-75-1',
    createdAt: Date.now() - (1 - quality) * 40 * 86_400_000,
    parent: null,
    plan: PLAN,
    epochs: { run: 8, best: 6 },
    data: {
      description: 'labelled.tsv.gz',
      fingerprint: quality > 0.935 ? 'f00dfeed' : 'beefcafe',
      training: 32_000,
      validation: 4000,
      test: 4000,
      vetted: 44,
      vettedWeight: 10,
      provenance: PROVENANCE,
      repeated: 310,
      conflicting: 12,
    },
    backend: 'tensorflow 2.21 (CPU)',
    seconds: 96,
    weights: { count: 4_194_305, bytes: 16_777_220, sha256: '9f2c71d0a4b5e6f7'.repeat(4) },
    temperature: 1.31,
    thresholds: { unsure: 0.618, malicious: 0.962 },
    restsOn: { benign: 28103, unsure: 281, malicious: 28 },
    metrics: metrics(quality),
  }
}

function metrics(quality: number): AllMetrics {
  return {
    training: split(32_000, quality + 0.02),
    validation: split(4000, quality),
    test: split(4000, quality - 0.003),
  }
}

function split(names: number, quality: number): SplitMetrics {
  const half = names / 2
  const falsePositive = Math.round(half * (1 - quality) * 1.6)
  const falseNegative = Math.round(half * (1 - quality) * 2.3)
  const confusion = {
    truePositive: half - falseNegative,
    falsePositive,
    trueNegative: half - falsePositive,
    falseNegative,
  }
  const precision = confusion.truePositive / (confusion.truePositive + falsePositive)
  const recall = confusion.truePositive / half
  return {
    names,
    confusion,
    accuracy: 1 - (falsePositive + falseNegative) / names,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    falsePositiveRate: falsePositive / half,
    auc: quality,
    recallAt1: quality - 0.4,
    recallAt01: quality - 0.62,
    loss: (1 - quality) * 5,
    ece: 0.012,
  }
}
