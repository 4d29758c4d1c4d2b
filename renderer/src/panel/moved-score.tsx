import { useEffect, useState, type CSSProperties, type ReactNode } from 'react'
import type { Explanation, ScoreExplanation } from '../../../core/contract/names.ts'
import { Button } from '../design/button.tsx'
import { count, score as scoreText } from '../design/format.ts'
import { Fault, Loading } from '../design/states.tsx'
import { visible } from '../design/visible.ts'
import { useCall, type Called } from '../wire/call.ts'
import { distinctFeatures, greatest, movedText, signed } from './moved.ts'
import styles from './moved-score.module.css'
import panel from './panel.module.css'
import { scoreOf } from './score-of.ts'
import { Section } from './section.tsx'

/** What moved the score of a name: asked apart from its profile, so that the panel does not wait for it. */
export function useScoreExplanation(name: string): Called<ScoreExplanation> {
  const asked = useCall('names.explanation', { name })
  const { retry } = asked
  const waits = asked.value !== undefined && asked.value.nearest === null
  // In the first second after the start the labelled names are still being read.
  useEffect(() => {
    if (!waits) return undefined
    const timer = setTimeout(retry, 1000)
    return () => clearTimeout(timer)
  }, [waits, retry])
  return asked
}

type MovedScoreProps = { asked: Called<ScoreExplanation>; explanation: Explanation }

/** The name with a bar under each character, and the strongest features. */
export function MovedScore({ asked: { value, fault, retry }, explanation }: MovedScoreProps): ReactNode {
  if (fault !== null) {
    return (
      <Section title="What moved the score">
        <Fault what="What moved the score" fault={fault} retry={retry} />
      </Section>
    )
  }
  if (value === undefined) {
    return (
      <Section title="What moved the score">
        <Loading what="what moved the score" rows={3} />
      </Section>
    )
  }
  return (
    <Section title="What moved the score" aside={value.characters.length > 0 && <Legend />}>
      {value.unexplained === null ? (
        <Moved value={value} instead={insteadOfScore(explanation)} />
      ) : (
        <p className={panel.faint}>{UNEXPLAINED[value.unexplained]}</p>
      )}
    </Section>
  )
}

const UNEXPLAINED = {
  'model-off': 'No model scores names at the moment, so there is no score to explain.',
  'not-a-public-name': 'A single label, a private-use or a special-use name: no model scores it.',
}

/** Why the score shown here decided nothing; null when the model's score is part of the answer. */
function insteadOfScore(explanation: Explanation): string | null {
  if (scoreOf(explanation) !== null) return null
  const { verdict } = explanation
  const late = verdict.kind === 'unscored' && verdict.why === 'model-late'
  return late
    ? 'The model’s answer came too late just now; it gives'
    : 'Decided before the model is asked; it would give'
}

function Moved({ value, instead }: { value: ScoreExplanation; instead: string | null }): ReactNode {
  const scale = greatest(value.characters)
  return (
    <>
      {instead !== null && value.probability !== null && (
        <p className={panel.faint}>
          {instead} P(malicious) {scoreText(value.probability)}.
        </p>
      )}
      <p className={styles.name} translate="no" dir="ltr" aria-hidden>
        {value.characters.map(({ character, weight }, at) => (
          <span
            key={at}
            className={styles.character}
            data-side={sideOf(weight)}
            title={weight === 0 ? undefined : `${visible(character)} ${signed(weight)}`}
            style={shareOf(weight, scale)}
          >
            {visible(character)}
          </span>
        ))}
      </p>
      <p className="visually-hidden">{movedText(value.characters)}</p>
      <Features value={value} />
    </>
  )
}

function Legend(): ReactNode {
  return (
    <ul className={styles.legend}>
      <li data-side="malicious">towards malicious</li>
      <li data-side="benign">towards benign</li>
    </ul>
  )
}

const FEW = 6

function Features({ value: { features, labels, logit } }: { value: ScoreExplanation }): ReactNode {
  const [all, setAll] = useState(false)
  const rows =
    features ?? labels.map(({ label, weight }) => ({ kind: 'label', token: label, text: `label “${label}”`, weight }))
  const strongest = [...rows].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  const shown = all ? strongest : distinctFeatures(strongest).slice(0, FEW)
  const scale = greatest(rows)
  return (
    <>
      <ul className={panel.rows} aria-label="Strongest features">
        {shown.map(({ kind, text, weight }, at) => (
          <li key={`${kind} ${text} ${at}`} className={styles.feature}>
            <span className={styles.featureText}>{visible(text)}</span>
            <span className={styles.share} data-side={sideOf(weight)} style={shareOf(weight, scale)} aria-hidden />
            <span className={panel.figure}>{signed(weight)}</span>
          </li>
        ))}
      </ul>
      <div className={panel.between}>
        <p className={panel.faint}>
          {features === null
            ? 'Each label hidden as a whole, in log-odds.'
            : `Exact shares of the log-odds, ${signed(logit ?? 0)} in all.`}
        </p>
        {rows.length > FEW && (
          <Button tone="quiet" onPress={() => setAll(!all)}>
            {all ? 'Fewer' : `All ${count(rows.length)}`}
          </Button>
        )}
      </div>
    </>
  )
}

function sideOf(weight: number): 'malicious' | 'benign' | undefined {
  return weight === 0 ? undefined : weight > 0 ? 'malicious' : 'benign'
}

function shareOf(weight: number, scale: number): CSSProperties {
  return { '--share': scale === 0 ? 0 : Math.abs(weight) / scale } as CSSProperties
}
