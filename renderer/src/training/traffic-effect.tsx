import type { ReactNode } from 'react'
import type { Thresholds } from '../../../core/model/calibration.ts'
import type { TrafficEffect } from '../../../core/registry/traffic-view.ts'
import { count, counted, dayText } from '../design/format.ts'
import { daysText } from '../design/share-text.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar } from '../design/score-bar.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import styles from './thresholds.module.css'

/** What the thresholds would do to the queries that this machine has answered. */
export function TrafficEffectView({ id, thresholds }: { id: string; thresholds: Thresholds }): ReactNode {
  const effect = useCall('models.traffic', { id, thresholds }, { keep: true })
  return (
    <section>
      <h3 className={styles.title}>On your traffic</h3>
      {effect.fault !== null ? (
        <Fault what="The effect on your traffic" fault={effect.fault} retry={effect.retry} />
      ) : effect.value === undefined ? (
        <Loading what="the effect on your traffic" rows={3} />
      ) : effect.value.scored === 0 ? (
        <p className={styles.note}>
          The query log of the last 7 days holds no name on which a model decides, so nothing can be expected of it yet.
        </p>
      ) : (
        <Effect effect={effect.value} thresholds={thresholds} />
      )}
    </section>
  )
}

function Effect({ effect, thresholds }: { effect: TrafficEffect; thresholds: Thresholds }): ReactNode {
  const { open } = useAddress()
  const { blocked, unsure, top } = effect
  return (
    <>
      <dl className={styles.effect} aria-live="polite">
        <div data-tone="malicious">
          <dt>False blocks a day to expect</dt>
          <dd>
            {rate(blocked.queriesPerDay)} <span>queries, of {counted(blocked.names, 'name')}</span>
          </dd>
        </div>
        <div data-tone="unsure">
          <dt>Unsure a day</dt>
          <dd>
            {rate(unsure.queriesPerDay)} <span>queries, of {counted(unsure.names, 'name')}</span>
          </dd>
        </div>
      </dl>
      <p className={styles.note}>{basisOf(effect)}</p>
      {top.length > 0 && (
        <ul className={styles.top} aria-label="Highest scores that would be blocked">
          {top.map(({ name, probability, queries }) => (
            <li key={name}>
              <Name name={name} onOpen={open} />
              <span>{counted(queries, 'query', 'queries')}</span>
              <ScoreBar value={probability} thresholds={thresholds} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** In words, so that nobody takes a guess for a count. */
function basisOf({ since, days, names, queries, scored, fromLog }: TrafficEffect): string {
  const span = since === null ? '' : ` since ${dayText(since)} (${daysText(days)})`
  const now = scored - fromLog
  const scores =
    now === 0
      ? 'All scores are those in the log.'
      : fromLog === 0
        ? 'This model scored all of them just now.'
        : `${count(fromLog)} scores are those in the log, ${count(now)} were made just now.`
  const left = names - scored
  const missing = left === 0 ? '' : ` The ${count(left)} least asked were not scored.`
  return `Counted over ${counted(names, 'name')} (${counted(queries, 'query', 'queries')})${span} that a model decides: public, on no list, not vetted. Nobody has judged them, so all are taken for benign and the true number of false blocks is at most this. ${scores}${missing}`
}

function rate(perDay: number): string {
  return perDay === 0 || perDay >= 10 ? count(perDay) : perDay.toFixed(1)
}
