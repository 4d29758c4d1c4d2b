import type { ReactNode } from 'react'
import type { Nature } from '../../../core/analysis/views.ts'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import { LeaningShape, VerdictShape } from './verdict-mark.tsx'
import styles from './verdict-mark.module.css'

export type NatureTone = 'malicious' | 'benign' | 'unsure' | 'none'

/** What a name is by what holds now: its side and whose word that is. A name that the model is unsure of says so first. */
export function NatureMark({ nature }: { nature: Nature }): ReactNode {
  return (
    <span className={styles.mark} data-verdict={nature.unsure ? 'unsure' : undefined} title={TITLES[nature.by]}>
      {leans(nature) ? (
        <LeaningShape />
      ) : (
        <VerdictShape kind={shapeOf(nature)} honeypot={nature.vetted === 'honeypot'} />
      )}
      <span className={styles.word}>{wordOf(nature)}</span>
      {nature.by !== 'nothing' && !nature.unsure && <span className={styles.by}>{BY[nature.by]}</span>}
    </span>
  )
}

export function natureTone(nature: Nature): NatureTone {
  return nature.unsure ? 'unsure' : nature.side
}

/** Its score is above 0.5, which says what it is more likely to be, not that it is blocked: the shape stays hollow. */
function leans({ unsure, side, by }: Nature): boolean {
  return side === 'malicious' && by === 'score' && !unsure
}

function wordOf({ unsure, side, by, vetted }: Nature): string {
  if (by === 'vetted' && vetted === 'honeypot') return 'honeypot'
  if (side === 'none') return 'unscored'
  return unsure ? `${side}, unsure` : side
}

const BY: Record<Nature['by'], string> = { vetted: 'vetted', listed: 'listed', score: 'by score', nothing: '' }
const TITLES: Record<Nature['by'], string> = {
  vetted: 'An analyst decided it',
  listed: 'A subscribed list holds it',
  score: 'The side of 0.5 that its last score is on',
  nothing: 'Nobody decided it and no model scored it',
}

function shapeOf({ unsure, side, by }: Nature): VerdictKind {
  if (unsure) return 'unsure'
  if (side === 'none') return 'unscored'
  const person = by === 'vetted' || by === 'listed'
  if (side === 'malicious') return person ? 'blocked-by-list' : 'blocked-by-model'
  return person ? 'allowed-by-list' : 'allowed-by-model'
}
