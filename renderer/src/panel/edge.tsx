import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import styles from './panel.module.css'
import { LEAST_WIDTH, MOST_WIDTH } from './width.ts'

const STEP = 24

/** The panel's left edge: dragged, or moved by the arrow keys. */
export function Edge({ width, onChange }: { width: number; onChange: (width: number) => void }): ReactNode {
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onChange(window.innerWidth - event.clientX)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    onChange(width + (event.key === 'ArrowLeft' ? STEP : -STEP))
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the detail panel"
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      tabIndex={0}
      className={styles.edge}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  )
}
