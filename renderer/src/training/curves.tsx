import { useMemo, type ReactNode } from 'react'
import { thresholdsInForce } from '../../../core/registry/card.ts'
import type { BandConfusions, Curves } from '../../../core/training/curves-view.ts'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import { LineChart, type LineSeries } from '../charts/line-chart.tsx'
import { count, percent, score } from '../design/format.ts'
import { Fault, Loading } from '../design/states.tsx'
import { useCall } from '../wire/call.ts'
import { calibrationPoints, leastRate, precisionRecallPoints, ratesOf, rocPoints } from './curve-points.ts'
import { CalibrationBins } from './calibration-bins.tsx'
import styles from './curves.module.css'
import type { KnownModel } from './known-model.ts'
import { NoScores } from './no-scores.tsx'
import { SplitChoice, useSplit } from './split-choice.tsx'

const HEIGHT = 230

/** Precision and recall, false positives and calibration, from the scores that were kept when the model was measured. */
export function CurvesView({ model }: { model: KnownModel }): ReactNode {
  const { id } = model.card
  const split = useSplit()
  const thresholds = thresholdsInForce(model)
  const answer = useCall('models.curves', { id, split }, { keep: true })
  const rates = useCall('models.rates', { id, split, thresholds }, { enabled: answer.value?.kind === 'measured' })
  if (answer.fault !== null) return <Fault what="The curves" fault={answer.fault} retry={answer.retry} />
  if (answer.value === undefined) return <Loading what="the curves" />
  if (answer.value.kind === 'missing') return <NoScores why={answer.value.why} metrics={model.card.metrics} />
  return (
    <div className={styles.view}>
      <div className={styles.tools}>
        <SplitChoice />
        <p className={styles.note}>
          {count(answer.value.curves.malicious)} malicious and {count(answer.value.curves.benign)} benign names
        </p>
      </div>
      <Drawn curves={answer.value.curves} marks={rates.value ?? null} ece={model.card.metrics[split].ece} />
    </div>
  )
}

type DrawnProps = { curves: Curves; marks: BandConfusions | null; ece: number | null }

function Drawn({ curves, marks, ece }: DrawnProps): ReactNode {
  const { precisionRecall, roc, calibration } = useMemo(() => seriesOf(curves, marks), [curves, marks])
  const rocX = useMemo(() => ({ ...FALSE_POSITIVES, min: leastRate(curves), max: 1 }), [curves])
  const said = marks === null ? null : { blocks: ratesOf(marks.malicious), unsure: ratesOf(marks.unsure) }
  const atThresholds =
    said === null
      ? ''
      : ` Blocking finds ${percent(said.blocks.recall)} of the malicious names at ${percent(said.blocks.falsePositiveRate, 2)} false positives, with unsure names ${percent(said.unsure.recall)} at ${percent(said.unsure.falsePositiveRate, 2)}.`
  return (
    <>
      <div className={styles.charts}>
        <section>
          <h3>Precision and recall</h3>
          <LineChart
            label="Precision and recall"
            series={precisionRecall}
            x={RECALL}
            y={PRECISION}
            height={HEIGHT}
            summary={`Average precision ${score(curves.averagePrecision)}.${atThresholds}`}
          />
          <p className={styles.note}>Average precision {score(curves.averagePrecision, 4)}</p>
        </section>
        <section>
          <h3>ROC, false positives logarithmic</h3>
          <LineChart
            label="ROC"
            series={roc}
            x={rocX}
            y={FOUND}
            height={HEIGHT}
            summary={`Recall over false positives.${atThresholds}`}
          />
          <p className={styles.note}>Left is what matters: one benign name in a thousand, in a hundred</p>
        </section>
        <section>
          <h3>Calibration</h3>
          <LineChart
            label="Calibration"
            series={calibration}
            x={PREDICTED}
            y={OBSERVED}
            height={HEIGHT}
            summary={`Observed against predicted share of malicious names in 15 bins; calibration error ${score(ece, 4)}.`}
          />
          <p className={styles.note}>Calibration error {score(ece, 4)}: on the dashed line it says what is so</p>
        </section>
      </div>
      <CalibrationBins bins={curves.calibration} />
    </>
  )
}

function seriesOf(
  curves: Curves,
  marks: BandConfusions | null
): Record<'precisionRecall' | 'roc' | 'calibration', LineSeries[]> {
  const blocks = marks === null ? null : ratesOf(marks.malicious)
  const unsure = marks === null ? null : ratesOf(marks.unsure)
  return {
    precisionRecall: [
      { label: 'Every threshold', points: precisionRecallPoints(curves), ink: 0 },
      lone('Blocks', [blocks?.recall, blocks?.precision], 'blocked-by-model'),
      lone('Unsure', [unsure?.recall, unsure?.precision], 'unsure'),
    ],
    roc: [
      { label: 'Every threshold', points: rocPoints(curves), ink: 0 },
      lone('Blocks', [notZero(blocks?.falsePositiveRate), blocks?.recall], 'blocked-by-model'),
      lone('Unsure', [notZero(unsure?.falsePositiveRate), unsure?.recall], 'unsure'),
    ],
    calibration: [
      { label: 'Bins', points: calibrationPoints(curves.calibration), lone: true, ink: 0 },
      { label: 'As predicted', points: DIAGONAL, dashed: true, ink: 2 },
    ],
  }
}

type Place = readonly [x: number | null | undefined, y: number | null | undefined]

function lone(label: string, [x, y]: Place, ink: VerdictKind): LineSeries {
  return { label, lone: true, ink, points: x == null || y == null ? [] : [{ x, y }] }
}

function notZero(rate: number | null | undefined): number | null {
  return rate == null || rate === 0 ? null : rate
}

const whole = (value: number) => percent(value, 0)
const tiny = (value: number) => (value >= 0.01 ? percent(value, 0) : `${Number((value * 100).toPrecision(2))} %`)
const DIAGONAL = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
]
const RECALL = { title: 'recall', min: 0, max: 1, format: whole }
const PRECISION = { title: 'precision', min: 0, max: 1, format: whole }
const FOUND = { title: 'recall', min: 0, max: 1, format: whole }
const FALSE_POSITIVES = { title: 'false-positive rate', logarithmic: true, format: tiny }
const PREDICTED = { title: 'predicted', min: 0, max: 1, format: whole }
const OBSERVED = { title: 'observed', min: 0, max: 1, format: whole }
