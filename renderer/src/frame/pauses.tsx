import { Play } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { Button } from '../design/button.tsx'
import { NumberField } from '../design/field.tsx'
import { useAct } from '../wire/call.ts'
import styles from './protection.module.css'

const USUAL = [
  { minutes: 5, text: '5 min' },
  { minutes: 30, text: '30 min' },
  { minutes: 120, text: '2 h' },
]
/** What the call takes. */
const A_DAY = 1440

/** Lets everything pass for a while; the same place ends it. */
export function Pauses({ dns }: { dns: WorkstationState['dns'] }): ReactNode {
  const pause = useAct('workstation.pause')
  const [minutes, setMinutes] = useState(15)
  const disabled = dns.address === null
  if (dns.pausedUntil !== null) {
    return (
      <div className={styles.pauses}>
        <Button tone="primary" onPress={() => void pause.run({ minutes: 0 })}>
          <Play size={14} aria-hidden />
          Protect again now
        </Button>
      </div>
    )
  }
  return (
    <>
      <div className={styles.pauses}>
        <span>Let everything pass for</span>
        {USUAL.map((one) => (
          <Button key={one.minutes} disabled={disabled} onPress={() => void pause.run({ minutes: one.minutes })}>
            {one.text}
          </Button>
        ))}
      </div>
      <div className={styles.pauses}>
        <span>or for</span>
        <div className={styles.minutes}>
          <NumberField
            label="Minutes to let everything pass"
            hideLabel
            disabled={disabled}
            value={minutes}
            min={1}
            max={A_DAY}
            onChange={setMinutes}
          />
        </div>
        <span>minutes</span>
        <Button disabled={disabled || Number.isNaN(minutes)} onPress={() => void pause.run({ minutes })}>
          Pause
        </Button>
      </div>
    </>
  )
}
