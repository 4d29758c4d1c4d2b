import { useState, type ReactNode } from 'react'
import type { EventValue } from '../../../core/contract/contract.ts'
import { Button } from '../design/button.tsx'
import { bytes, counted } from '../design/format.ts'
import { ProgressBar } from '../design/progress-bar.tsx'
import { visible } from '../design/visible.ts'
import { useAct } from '../wire/call.ts'
import { useEvent } from '../wire/events.ts'
import styles from './tray.module.css'

type Running = EventValue<'lists.fetching'>['running']

/** Lists that are being fetched. */
export function ListFetchTray(): ReactNode {
  const [running, setRunning] = useState<Running>([])
  const cancel = useAct('lists.cancel')
  useEvent('lists.fetching', (event) => setRunning(event.running))
  const [first, ...more] = running
  if (first === undefined) return null
  const others = more.length === 0 ? '' : ` · and ${counted(more.length, 'other')}`
  return (
    <footer className={styles.tray} aria-label="Running work">
      <ProgressBar
        label={`Fetching ${visible(first.name)}`}
        share={first.total === null ? null : first.received / first.total}
        detail={`${bytes(first.received)}${first.total === null ? '' : ` of ${bytes(first.total)}`}${others}`}
      />
      <Button tone="quiet" pending={cancel.pending} onPress={() => void cancel.run({ url: first.url })}>
        Cancel
      </Button>
    </footer>
  )
}
