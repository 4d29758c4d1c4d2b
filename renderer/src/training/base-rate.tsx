import { useState, type ReactNode } from 'react'
import { probabilityAtBaseRate, type Thresholds } from '../../../core/model/calibration.ts'
import type { BaseRate } from '../../../core/registry/base-rate-view.ts'
import { Button } from '../design/button.tsx'
import { counted, percent, score } from '../design/format.ts'
import { Fault, Loading } from '../design/states.tsx'
import { toast } from '../design/toasts.tsx'
import { useAct, useCall } from '../wire/call.ts'
import { daysText, shareText } from '../design/share-text.ts'
import { DecimalField } from './decimal-field.tsx'
import styles from './thresholds.module.css'

/** What the thresholds mean on this analyst's traffic, where far fewer names are malicious than where the model was calibrated. */
export function BaseRateView({ id, thresholds }: { id: string; thresholds: Thresholds }): ReactNode {
  const answer = useCall('models.baseRate', { id }, { keep: true })
  return (
    <section aria-label="At your base rate">
      <h3 className={styles.title}>At your base rate</h3>
      {answer.fault !== null ? (
        <Fault what="The base rate" fault={answer.fault} retry={answer.retry} />
      ) : answer.value === undefined ? (
        <Loading what="the base rate" rows={3} />
      ) : (
        <Shown base={answer.value} thresholds={thresholds} onChanged={answer.retry} />
      )}
    </section>
  )
}

type ShownProps = { base: BaseRate; thresholds: Thresholds; onChanged: () => void }

function Shown({ base, thresholds, onChanged }: ShownProps): ReactNode {
  const { measuredShare, estimate, rate } = base
  return (
    <>
      <p className={styles.note}>
        The model’s probability is right where {percent(measuredShare, 0)} of the names are malicious, as in its
        validation data.{' '}
        {rate === null
          ? 'Your query log of the last 7 days holds no name that the model decides on, so nothing can be estimated; you may write a share yourself.'
          : `Where only ${shareText(rate)} are, the same score means less: the odds shrink by the ratio of the two. Scores, thresholds and verdicts stay as they are.`}
      </p>
      <table className={styles.rates}>
        <thead>
          <tr>
            <td />
            <th scope="col">Model score</th>
            <th scope="col">Probability at your base rate</th>
          </tr>
        </thead>
        <tbody>
          {(['malicious', 'unsure'] as const).map((band) => (
            <tr key={band}>
              <th scope="row">
                {band === 'malicious' ? 'A name at the blocking threshold' : 'A name at the unsure threshold'}
              </th>
              <td>{score(thresholds[band], 4)}</td>
              <td>
                {rate === null
                  ? '–'
                  : percent(probabilityAtBaseRate(thresholds[band], { measuredShare, baseRate: rate }), 2)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Own base={base} onChanged={onChanged} />
      {estimate !== null && (
        <p className={styles.note}>
          Estimated at {shareText(estimate.rate)} from {counted(estimate.names, 'name')} of {daysText(estimate.days)} by
          their scores (expectation maximisation after Saerens et al., 2002)
          {estimate.vettedMalicious + estimate.vettedBenign > 0 &&
            ` and from ${counted(estimate.vettedMalicious, 'vetted malicious', 'vetted malicious')} and ${counted(estimate.vettedBenign, 'vetted benign', 'vetted benign')} one`}
          . It takes for granted that malicious names here resemble those that the model learnt; vetting shows whether
          they do.
        </p>
      )}
    </>
  )
}

/** The analyst's own word, in per cent; empty takes the estimate. */
function Own({ base, onChanged }: { base: BaseRate; onChanged: () => void }): ReactNode {
  const { chosen } = base
  const [wanted, want] = useState<number | null>(chosen === null ? null : chosen * 100)
  const act = useAct('settings.change', { quiet: true })
  const save = (baseRate: number | null) =>
    void act.run({ baseRate }).then((done) => {
      if (done === null) return
      onChanged()
      if (baseRate === null) want(null)
      toast({
        tone: 'good',
        text: baseRate === null ? 'The base rate is estimated again' : 'Your base rate holds from now',
      })
    })
  return (
    <div className={styles.actions}>
      <DecimalField
        label="Malicious names here, per cent"
        value={wanted}
        error={act.fault?.message ?? null}
        format={(value) => String(Number(value.toPrecision(6)))}
        onChange={(next) => {
          act.reset()
          want(next)
        }}
      />
      <Button
        disabled={wanted === null || wanted / 100 === chosen}
        pending={act.pending}
        onPress={() => wanted !== null && save(wanted / 100)}
      >
        Use this share
      </Button>
      {chosen !== null && (
        <Button tone="quiet" pending={act.pending} onPress={() => save(null)}>
          Estimate it again
        </Button>
      )}
    </div>
  )
}
