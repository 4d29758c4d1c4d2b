import type { ReactNode } from 'react'
import type { CommonGround, Comparison, VettedRates } from '../../../core/registry/gate-view.ts'
import { count, percent, score, sentence } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import { changeOf, METRICS } from './figures.ts'
import { Gate } from './gate.tsx'
import styles from './comparison.module.css'
import outcome from './outcome.module.css'

type StoredFalsePositives = NonNullable<Extract<CommonGround, { kind: 'measured' }>['falsePositives']>

export type ComparisonViewProps = {
  id: string
  promoting: boolean
  onPromote: (id: string, note?: string) => void
}

/** Champion against challenger: what the gate says, and all that it says it from. */
export function ComparisonView({ id, promoting, onPromote }: ComparisonViewProps): ReactNode {
  const comparison = useCall('models.compare', { id })
  if (comparison.fault !== null)
    return <Fault what="The comparison" fault={comparison.fault} retry={comparison.retry} />
  if (comparison.value === undefined) {
    return (
      <div className={styles.view}>
        <p className={styles.note}>Both models are being asked the same names, beside the one that serves.</p>
        <Loading what="the comparison" />
      </div>
    )
  }
  const { value } = comparison
  return (
    <div className={styles.view}>
      <Gate comparison={value} promoting={promoting} onPromote={onPromote} />
      {value.common !== null && <Common common={value.common} />}
      <NeverAlert comparison={value} />
      <Vetted comparison={value} />
    </div>
  )
}

function Common({ common }: { common: CommonGround }): ReactNode {
  return (
    <section>
      <h3>On the same names</h3>
      {common.kind === 'none' ? (
        <p className={styles.note}>{sentence(common.why)}.</p>
      ) : (
        <>
          <p className={styles.note}>
            {sentence(common.basis)}: {count(common.malicious)} malicious and {count(common.benign)} benign names.
          </p>
          <table className={outcome.metrics}>
            <thead>
              <tr>
                <td />
                <th scope="col">Serving</th>
                <th scope="col">This model</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {METRICS.filter(({ key }) => key !== 'names').map((row) => {
                const change = changeOf(row, common.challenger, common.champion)
                return (
                  <tr key={row.key}>
                    <th scope="row" title={row.help}>
                      {row.title}
                    </th>
                    <td className={outcome.rival}>{row.format(common.champion[row.key])}</td>
                    <td>{row.format(common.challenger[row.key])}</td>
                    <td className={tone(change?.good ?? null)}>{change?.text ?? ''}</td>
                  </tr>
                )
              })}
              {common.falsePositives !== null && <StoredRows falsePositives={common.falsePositives} />}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

const STORED = [
  { key: 'unsure', title: 'Benign names unsure or blocked', help: 'At each model’s own stored 1 % threshold' },
  { key: 'malicious', title: 'Benign names blocked', help: 'At each model’s own stored 0.1 % threshold' },
] as const

/** The rows above set a threshold anew; these take each model as it would serve. */
function StoredRows({ falsePositives: { champion, challenger } }: { falsePositives: StoredFalsePositives }): ReactNode {
  return STORED.map(({ key, title, help }) => {
    const change = challenger[key] - champion[key]
    return (
      <tr key={key}>
        <th scope="row" title={help}>
          {title}
        </th>
        <td className={outcome.rival}>
          {count(champion[key])}, {percent(champion[key] / champion.benign, 2)}
        </td>
        <td>
          {count(challenger[key])}, {percent(challenger[key] / challenger.benign, 2)}
        </td>
        <td className={tone(change === 0 ? null : change < 0)}>
          {change === 0 ? '=' : `${change > 0 ? '+' : '−'}${count(Math.abs(change))}`}
        </td>
      </tr>
    )
  })
}

function NeverAlert({ comparison: { canary } }: { comparison: Comparison }): ReactNode {
  const { open } = useAddress()
  const { canaries, vettedBenign, alerts, championAlerts, unsure } = canary
  return (
    <section>
      <h3>Names that must never alert</h3>
      <p className={styles.note}>
        {count(canaries)} well-known names of the canary list and {count(vettedBenign)} that you vetted benign.{' '}
        {alerts.length === 0 ? 'It would block none of them' : `It would block ${count(alerts.length)}`}
        {championAlerts === null
          ? ''
          : `, the serving model ${championAlerts === 0 ? 'none' : count(championAlerts)}`};{' '}
        {unsure === 0 ? 'none' : count(unsure)} would wait as unsure.
      </p>
      {alerts.length > 0 && (
        <ul className={styles.alerts}>
          {alerts.map((alert) => (
            <li key={`${alert.source} ${alert.name}`}>
              <Name name={alert.name} onOpen={open} />
              <span>{alert.source === 'vetted' ? 'vetted benign' : 'canary'}</span>
              <span>
                {score(alert.probability)}
                {alert.championProbability !== null && `, serving model ${score(alert.championProbability)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Vetted({ comparison: { vetted, challenger } }: { comparison: Comparison }): ReactNode {
  const { benign, malicious } = vetted.challenger
  if (benign + malicious === 0) {
    return (
      <section>
        <h3>On the names you vetted</h3>
        <p className={styles.note}>You have vetted no name yet. Each one that you do is a test for the next model.</p>
      </section>
    )
  }
  return (
    <section>
      <h3>On the names you vetted</h3>
      <p className={styles.note}>
        Each model at its own thresholds.
        {challenger.vettedLearnt > 0 &&
          ` This model has learnt ${count(challenger.vettedLearnt)} vetted names, so this shows what it took in, not what it will find.`}
      </p>
      <table className={outcome.metrics}>
        <thead>
          <tr>
            <td />
            <th scope="col">Serving</th>
            <th scope="col">This model</th>
          </tr>
        </thead>
        <tbody>
          {VETTED_ROWS.filter(({ of }) => vetted.challenger[of] > 0).map(({ title, of, key }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              <td className={outcome.rival}>{vetted.champion === null ? '–' : share(vetted.champion, of, key)}</td>
              <td>{share(vetted.challenger, of, key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type Total = 'benign' | 'malicious'
const VETTED_ROWS: { title: string; of: Total; key: Exclude<keyof VettedRates, Total> }[] = [
  { title: 'Malicious, blocked', of: 'malicious', key: 'maliciousBlocked' },
  { title: 'Malicious, unsure', of: 'malicious', key: 'maliciousUnsure' },
  { title: 'Benign, blocked', of: 'benign', key: 'benignBlocked' },
  { title: 'Benign, unsure', of: 'benign', key: 'benignUnsure' },
]

function share(rates: VettedRates, of: Total, key: keyof VettedRates): string {
  return `${count(rates[key])} of ${count(rates[of])}, ${percent(rates[key] / rates[of], 0)}`
}

function tone(good: boolean | null): string | undefined {
  return good === null ? undefined : good ? outcome.better : outcome.worse
}
