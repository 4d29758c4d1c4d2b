import { useId, type CSSProperties, type ReactNode } from 'react'
import { placeOf, probabilityAt, SCALE, thresholdText } from './threshold-scale.ts'
import { DecimalField } from './decimal-field.tsx'
import styles from './thresholds.module.css'

export type ThresholdSliderProps = {
  label: string
  /** What a name at or above it meets. */
  help: string
  tone: 'malicious' | 'unsure'
  /** Null while its field is empty. */
  value: number | null
  /** The card's own, marked on the track. */
  card: number
  error: string | null
  onDrag: (value: number) => void
  onWrite: (value: number | null) => void
}

/** One threshold: dragged, stepped by arrow keys, or written. */
export function ThresholdSlider(props: ThresholdSliderProps): ReactNode {
  const { label, help, tone, value, card, error, onDrag, onWrite } = props
  const id = useId()
  const place = placeOf(value ?? card)
  const style = { '--place': share(place), '--card': share(placeOf(card)) } as CSSProperties
  return (
    <div className={styles.slider} data-tone={tone}>
      <label htmlFor={id}>
        <b>{label}</b> {help}
      </label>
      <div className={styles.track} style={style}>
        <span className={styles.cardMark} title={`The card's own: ${thresholdText(card)}`} aria-hidden />
        <input
          id={id}
          type="range"
          {...SCALE}
          value={place}
          aria-valuetext={value === null ? 'no number' : `probability ${thresholdText(value)}`}
          onChange={(event) => onDrag(probabilityAt(Number(event.currentTarget.value)))}
        />
      </div>
      <div className={styles.written}>
        <DecimalField
          label={`${label}, probability`}
          hideLabel
          value={value}
          error={error}
          onChange={onWrite}
          format={thresholdText}
        />
      </div>
    </div>
  )
}

function share(place: number): string {
  return ((place - SCALE.min) / (SCALE.max - SCALE.min)).toFixed(4)
}
