import { registeredDomain } from '../../core/model/encoding.ts'
import { bandsOf } from './bands.ts'
import { bootstrap, type HeadlineIntervals } from './bootstrap.ts'
import type { Judge } from './judge.ts'
import type { LabelledSet } from './labelled-set.ts'
import { precisionAt } from './prevalence.ts'
import type { Measured, MeasuredFigures } from './report.ts'
import { robustnessOf } from './robustness.ts'
import { bestF1Threshold, f1At, setFigures } from './set-figures.ts'
import type { Sets } from './sets.ts'
import { timingOf } from './timing.ts'

const PREVALENCES = [0.01, 0.001, 0.0001]
const SEED = 1

export type Measuring = { sets: Sets; replicates: number; timedNames: readonly string[] }

type Common = Pick<Measured, 'modelId' | 'temperature' | 'thresholds' | 'parameters' | 'bytes' | 'minutes' | 'timing'>

/** Of a model that learnt from the public training names. */
export async function measurePublic(judge: Judge, { sets, replicates, timedNames }: Measuring): Promise<Measured> {
  const [test, testTime, tunnelling] = await Promise.all([
    onSet(judge, sets.test),
    onSet(judge, sets.testTime),
    onSet(judge, sets.tunnelling),
  ])
  const rates = [test.figures.stored1, test.figures.stored01] as const
  return {
    ...(await common(judge, timedNames)),
    sets: { test: test.figures, testTime: testTime.figures, tunnelling: tunnelling.figures },
    intervals: { test: intervals(judge, test, replicates), testTime: intervals(judge, testTime, replicates) },
    tunedF1: null,
    robustness: await robustnessOf(judge, sets.test),
    precision: PREVALENCES.map((prevalence) => ({
      prevalence,
      at1: precisionAt(prevalence, rates[0]),
      at01: precisionAt(prevalence, rates[1]),
    })),
  }
}

/** Of a model that learnt from ThreatFox's train, with thresholds, temperature and the bound for F1 from its dev. */
export async function measureThreatfox(judge: Judge, { sets, replicates, timedNames }: Measuring): Promise<Measured> {
  const [all, apart] = [await onSet(judge, sets.threatfoxTest), await onSet(judge, sets.threatfoxApart)]
  const dev = sets.threatfoxDev
  const threshold = bestF1Threshold({ labels: dev.labels, logits: await judge.logits(dev.names) })
  return {
    ...(await common(judge, timedNames)),
    sets: { threatfoxTest: all.figures, threatfoxApart: apart.figures },
    intervals: {
      threatfoxTest: intervals(judge, all, replicates),
      threatfoxApart: intervals(judge, apart, replicates),
    },
    tunedF1: { all: f1At(threshold, all.scored), apart: f1At(threshold, apart.scored) },
    robustness: null,
    precision: null,
  }
}

type Scored = { names: readonly string[]; labels: Uint8Array; logits: Float32Array }
type OnSet = { scored: Scored; figures: MeasuredFigures }

async function onSet(judge: Judge, { names, labels }: LabelledSet): Promise<OnSet> {
  const scored = { names, labels, logits: await judge.logits(names) }
  const bands = bandsOf(judge.card, { ...scored, unfamiliar: await judge.unfamiliar(names) })
  return { scored, figures: { ...setFigures(judge.card, scored), bands } }
}

async function common(judge: Judge, timedNames: readonly string[]): Promise<Common> {
  const { id, temperature, thresholds } = judge.card
  const { parameters, bytes, minutes } = judge
  return {
    modelId: id,
    temperature,
    thresholds,
    parameters,
    bytes,
    minutes,
    timing: await timingOf(judge, timedNames),
  }
}

function intervals({ card }: Judge, { scored }: OnSet, replicates: number): HeadlineIntervals {
  const { unsure } = card.thresholds
  return bootstrap(
    {
      ...scored,
      groups: scored.names.map(registeredDomain),
      // The same bound as on the probability.
      storedThreshold: card.temperature * Math.log(unsure / (1 - unsure)),
    },
    { replicates, seed: SEED }
  )
}
