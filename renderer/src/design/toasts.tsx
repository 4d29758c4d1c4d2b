import { X } from 'lucide-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import { Button, IconButton } from './button.tsx'
import { classes } from './classes.ts'
import styles from './toasts.module.css'
import { visible } from './visible.ts'

export type Toast = {
  tone: 'plain' | 'good' | 'bad'
  /** A plain text may hold what strangers wrote: it is made safe here. */
  text: ReactNode
  /** Such as Undo. */
  action?: { label: string; run: () => void }
}

type Shown = Toast & { id: number; timer: ReturnType<typeof setTimeout> }

/** Long enough to read and to reach Undo; the undo key works longer than its toast. */
const SHOWN_MS = { plain: 8000, good: 8000, bad: 14_000 }
const MOST = 4

let shown: readonly Shown[] = []
let nextId = 1
const listeners = new Set<() => void>()

/** Says what was done, or what went wrong. Returns what takes it away. */
export function toast(what: Toast): () => void {
  const id = nextId++
  const timer = setTimeout(() => dismiss(id), SHOWN_MS[what.tone])
  change([...shown, { ...what, id, timer }].slice(-MOST))
  return () => dismiss(id)
}

export function Toasts(): ReactNode {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  return (
    <div className={styles.region} role="region" aria-label="Messages" aria-live="polite">
      {toasts.map(({ id, tone, text, action }) => (
        <div key={id} className={classes(styles.toast, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
          <div className={styles.text}>{typeof text === 'string' ? visible(text) : text}</div>
          {action !== undefined && (
            <Button
              tone="quiet"
              onPress={() => {
                dismiss(id)
                action.run()
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label="Dismiss" onPress={() => dismiss(id)}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>
  )
}

function dismiss(id: number): void {
  clearTimeout(shown.find((one) => one.id === id)?.timer)
  change(shown.filter((one) => one.id !== id))
}

function change(next: readonly Shown[]): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
