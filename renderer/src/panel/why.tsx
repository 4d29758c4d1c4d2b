import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Explanation } from '../../../core/contract/names.ts'
import { classes } from '../design/classes.ts'
import { counted } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar } from '../design/score-bar.tsx'
import { score as scoreText } from '../design/format.ts'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { visible } from '../design/visible.ts'
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
              {stage.verdict !== null && <VerdictMark kind={stage.verdict.kind} honeypot={isHoneypot(stage.verdict)} />}
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
      {thresholds !== null && (
        <p className={styles.faint}>
          P(malicious). Below {scoreText(thresholds.unsure)} the model allows, from {scoreText(thresholds.malicious)} it
          blocks, between them it is unsure.
        </p>
      )}
    </Section>
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

export function isHoneypot(verdict: Explanation['verdict']): boolean {
  return verdict.kind === 'blocked-by-list' && verdict.answer.kind === 'honeypot'
}
