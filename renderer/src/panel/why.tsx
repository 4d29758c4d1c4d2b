import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Explanation } from '../../../core/contract/names.ts'
import { classes } from '../design/classes.ts'
import { probabilityAtBaseRate } from '../../../core/model/calibration.ts'
import { counted, percent } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar } from '../design/score-bar.tsx'
import { score as scoreText } from '../design/format.ts'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { markOf } from '../design/verdict-words.ts'
import { visible } from '../design/visible.ts'
import { shareText } from '../design/share-text.ts'
import { useCall } from '../wire/call.ts'
import styles from './panel.module.css'
import { Section } from './section.tsx'
import { scoreOf } from './score-of.ts'

/** What would be answered now, and what every stage had to say, in the order in which they are asked. */
export function Why({ explanation }: { explanation: Explanation }): ReactNode {
  return (
    <>
      <Score explanation={explanation} />
      <Section title="Why">
        <ol className={styles.stages}>
          {explanation.stages.map((stage) => (
            <li
              key={stage.stage}
              className={classes(styles.stage, stage.decides && styles.decides)}
              aria-current={stage.decides || undefined}
            >
              <span className={styles.stageName}>
                {stage.decides && <ArrowRight size={12} aria-label="decides:" />}
                {stage.stage.replaceAll('-', ' ')}
              </span>
              <span className={styles.reason}>{visible(stage.reason)}</span>
              {stage.verdict !== null && <VerdictMark {...markOf(stage.verdict)} />}
            </li>
          ))}
        </ol>
      </Section>
      {explanation.matches.length > 0 && <Matches explanation={explanation} />}
    </>
  )
}

function Score({ explanation }: { explanation: Explanation }): ReactNode {
  const score = scoreOf(explanation)
  const { model } = explanation
  if (score === null) return null
  const thresholds = model?.id === score.modelId ? model : null
  return (
    <Section title="Score" aside={<span className={styles.faint}>{score.modelId}</span>}>
      <ScoreBar value={score.probability} thresholds={thresholds} wide />
      <AtBaseRate score={score} />
      {thresholds !== null && (
        <p className={styles.faint}>
          P(malicious). Below {scoreText(thresholds.unsure)} the model allows, from {scoreText(thresholds.malicious)} it
          blocks, between them it is unsure.
        </p>
      )}
    </Section>
  )
}

/** The score is the model's word and stays as it is; this is what it means where hardly a name is malicious. */
function AtBaseRate({ score }: { score: { modelId: string; probability: number } }): ReactNode {
  const base = useCall('models.baseRate', { id: score.modelId }, { keep: true })
  if (base.value === undefined || base.value.rate === null) return null
  const { measuredShare, rate, chosen } = base.value
  const here = probabilityAtBaseRate(score.probability, { measuredShare, baseRate: rate })
  return (
    <>
      <dl className={styles.probabilities}>
        <dt>Model score</dt>
        <dd>{scoreText(score.probability)}</dd>
        <dt>Probability at your base rate</dt>
        <dd>{percent(here, here < 0.01 ? 3 : 1)}</dd>
      </dl>
      <p className={styles.faint}>
        The score is right where {percent(measuredShare, 0)} of the names are malicious. On your traffic{' '}
        {shareText(rate)} {chosen === null ? 'seems to be' : 'is, as you say'}; so a name like this one is malicious in{' '}
        {percent(here, here < 0.01 ? 3 : 1)} of the cases.
      </p>
    </>
  )
}

function Matches({ explanation: { matches } }: { explanation: Explanation }): ReactNode {
  return (
    <Section title={counted(matches.length, 'matching entry', 'matching entries')}>
      <ul className={styles.rows}>
        {matches.map((match) => (
          <li key={`${match.listId} ${match.entry} ${match.line ?? ''}`} className={styles.match}>
            <Name name={match.entry} wrap />
            <span className={styles.faint}>
              {EFFECTS[match.effect]} by {visible(match.list)}
              {match.line !== null && `, line ${match.line}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const EFFECTS = { allow: 'allowed', block: 'blocked', honeypot: 'led to the honeypot' }
