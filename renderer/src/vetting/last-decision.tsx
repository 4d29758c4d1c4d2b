import { Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DecisionEffect } from '../../../core/vetting/decision.ts'
import { Button } from '../design/button.tsx'
import { clockTime } from '../design/format.ts'
import { ClassMark } from '../design/verdict-mark.tsx'
import styles from './vetting.module.css'
import { effectText } from './words.ts'

/** What the last decision did to the answers that this machine gives, and the way back. */
export function LastDecision({ effect, onUndo }: { effect: DecisionEffect | null; onUndo: () => void }): ReactNode {
  return (
    <footer className={styles.last} aria-live="polite">
      {effect === null ? (
        <span className={styles.hint}>
          <kbd>b</kbd> benign <kbd>m</kbd> malicious <kbd>h</kbd> honeypot <kbd>s</kbd> skip <kbd>x</kbd> select{' '}
          <kbd>z</kbd> undo
        </span>
      ) : (
        <>
          {effect.decision.undoes === null && <ClassMark kind={effect.decision.class} />}
          <span className={styles.effect} title={effectText(effect)}>
            {effectText(effect)}
          </span>
          <span className={styles.when}>{clockTime(effect.decision.time)}</span>
        </>
      )}
      <Button tone="quiet" shortcut="z" onPress={onUndo} title="Takes the newest decision that stands back">
        <Undo2 size={14} aria-hidden /> Undo
      </Button>
    </footer>
  )
}
