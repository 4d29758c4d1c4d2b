import { describe, expect, it } from 'vitest'
import type { DataFile, DataFileAnswer } from '../../../core/dataset/inspection.ts'
import { trainingPlanSchema, type ArchitectureView } from '../../../core/training/plan.ts'
import {
  checkDraft,
  FIRST_DRAFT,
  parameterOf,
  PRESETS,
  presetOf,
  type Draft,
} from '../../../renderer/src/training/draft.ts'

const architecture: ArchitectureView = {
  name: 'ngram-linear',
  title: 'N-gram linear',
  summary: '',
  parameters: [
    { key: 'tableBits', label: 'Table size', help: '', kind: 'integer', default: 22, min: 16, max: 24 },
    { key: 'learningRate', label: 'Learning rate', help: '', kind: 'number', default: 0.2, min: null, max: null },
    { key: 'prefixed', label: 'Prefixes', help: '', kind: 'boolean', default: true, min: null, max: null },
  ],
}

const found: DataFile = {
  path: '/data/names.tsv',
  format: 'tsv',
  compressed: false,
  nameColumn: 'domain',
  labelColumn: 'label',
  assumedLabel: null,
  benign: 10,
  malicious: 10,
  repeated: 0,
  conflicting: 0,
  conflictingNames: [],
  provenance: [],
  broken: 0,
  brokenLines: [],
}

function knowing(...answers: DataFileAnswer[]) {
  const inspected = new Map(
    answers.map((answer) => [answer.kind === 'readable' ? answer.file.path : answer.path, answer])
  )
  return { architectures: [architecture], models: ['ngram-linear-1'], inspected }
}

const readable = knowing({ kind: 'readable', file: found })
const draft = (part: Partial<Draft> = {}): Draft => ({
  ...FIRST_DRAFT,
  architecture: 'ngram-linear',
  files: [{ path: found.path, assumedLabel: null }],
  ...part,
})

function faultsOf(part: Partial<Draft>, knowledge = readable): Readonly<Record<string, string>> {
  const checked = checkDraft(draft(part), knowledge)
  return checked.ok ? {} : checked.faults
}

describe('the plan in the form', () => {
  it('becomes a plan of the contract with every parameter said', () => {
    const checked = checkDraft(draft({ wholeSample: false, sampleSize: 40_000 }), readable)
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults))
    expect(trainingPlanSchema.parse(checked.plan)).toEqual(checked.plan)
    expect(checked.plan.start).toEqual({
      kind: 'new',
      architecture: 'ngram-linear',
      parameters: { tableBits: 22, learningRate: 0.2, prefixed: true },
    })
    expect(checked.plan.sampleSize).toBe(40_000)
  })

  it('uses all names when it says so, whatever number stands beside', () => {
    const checked = checkDraft(draft({ wholeSample: true, sampleSize: null }), readable)
    expect(checked.ok && checked.plan.sampleSize).toBeNull()
  })

  it.each<[string, Partial<Draft>, string]>([
    ['epochs', { epochs: 0 }, 'Write a whole number from 1 to 500'],
    ['epochs', { epochs: null }, 'Write a whole number'],
    ['epochs', { epochs: 2.5 }, 'Write a whole number'],
    ['batchSize', { batchSize: 9000 }, 'Write a whole number from 8 to 8192'],
    ['sampleSize', { wholeSample: false, sampleSize: 10 }, 'Write a whole number from 100 to 1000000000'],
    ['vettedWeight', { vettedWeight: 101 }, 'Write a number from 0 to 100'],
    ['architecture', { architecture: 'gone' }, 'Choose an architecture'],
    ['modelId', { start: 'retrain', modelId: 'gone' }, 'Choose the model whose weights are the start'],
    ['files', { files: [] }, 'Add at least one file of names to learn from'],
    [
      'parameters.tableBits',
      { parameters: { 'ngram-linear': { tableBits: 40 } } },
      'Write a whole number from 16 to 24',
    ],
    ['parameters.learningRate', { parameters: { 'ngram-linear': { learningRate: null } } }, 'Write a number'],
  ])('says at the field %s what is wrong with %j', (field, part, message) => {
    expect(faultsOf(part)[field]).toBe(message)
  })

  it('needs no file to retrain, for the replay sample stands in', () => {
    expect(faultsOf({ start: 'retrain', modelId: 'ngram-linear-1', files: [] })).toEqual({})
  })

  it('asks what the names of a file without labels are', () => {
    const plain = knowing({ kind: 'readable', file: { ...found, labelColumn: null } })
    expect(faultsOf({}, plain)['files.0']).toMatch(/benign or malicious/)
    expect(faultsOf({ files: [{ path: found.path, assumedLabel: 'malicious' }] }, plain)).toEqual({})
  })

  it('shows why a file cannot be read', () => {
    const away = knowing({ kind: 'unreadable', path: found.path, message: 'there is no such file' })
    expect(faultsOf({}, away)).toEqual({ 'files.0': 'there is no such file' })
  })

  it('keeps what was written for each architecture', () => {
    const written = draft({ parameters: { other: { tableBits: 1 }, 'ngram-linear': { tableBits: 18 } } })
    expect(parameterOf(written, architecture, 'tableBits')).toBe(18)
    expect(parameterOf(written, architecture, 'learningRate')).toBe(0.2)
  })
})

describe('presets', () => {
  it('begin with the quick one, hold until a field of theirs is changed, and are recognised again', () => {
    expect(presetOf(FIRST_DRAFT)).toBe('quick')
    expect(presetOf({ ...FIRST_DRAFT, seed: 9 })).toBe('quick')
    expect(presetOf({ ...FIRST_DRAFT, epochs: 5 })).toBeNull()
    expect(presetOf({ ...FIRST_DRAFT, ...PRESETS.full })).toBe('full')
  })

  it('are plans that can be sent', () => {
    const files = [{ path: found.path, assumedLabel: null }]
    for (const preset of Object.values(PRESETS))
      expect(checkDraft({ ...FIRST_DRAFT, architecture: 'ngram-linear', files, ...preset }, readable).ok).toBe(true)
  })
})
