import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react'
import type { VettingOrder } from '../../../core/vetting/decision.ts'
import { Select, TextField } from '../design/field.tsx'
import { useKeys } from '../frame/keys.ts'
import styles from './vetting.module.css'
import { ORDER_WORDS } from './words.ts'

export type QueueToolsProps = {
  order: VettingOrder
  search: string
  onOrder: (order: VettingOrder) => void
  onSearch: (search: string) => void
}

const ORDERS = (Object.keys(ORDER_WORDS) as VettingOrder[]).map((value) => ({ value, text: ORDER_WORDS[value] }))
const TYPING_MS = 200

/** In which order the names come, and a piece of name to look for. */
export function QueueTools({ order, search, onOrder, onSearch }: QueueToolsProps): ReactNode {
  const [text, setText] = useState(search)
  const [known, setKnown] = useState(search)
  const field = useRef<HTMLDivElement>(null)
  // The address may change under the field: "back", or another tab.
  if (search !== known) {
    setKnown(search)
    setText(search)
  }
  const send = useEffectEvent(() => {
    const wanted = text.trim().toLowerCase()
    if (wanted !== search) onSearch(wanted)
  })
  useEffect(() => {
    const timer = setTimeout(() => send(), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  useKeys('Vetting', {
    f: { says: 'Find among these names', run: () => field.current?.querySelector('input')?.select() },
  })
  return (
    <>
      <div ref={field} className={styles.search}>
        <TextField
          label="Find among these names"
          hideLabel
          placeholder="Find among these names (f)"
          value={text}
          onChange={setText}
          maxLength={253}
        />
      </div>
      <div className={styles.order}>
        <Select label="Order" hideLabel value={order} options={ORDERS} onChange={onOrder} />
      </div>
    </>
  )
}
