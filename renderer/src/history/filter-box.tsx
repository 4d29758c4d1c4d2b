import { ListFilter, X } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { IconButton } from '../design/button.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys } from '../frame/keys.ts'
import { useCall } from '../wire/call.ts'
import styles from './filter-box.module.css'

/** The filter text of the address, checked while it is written; what reads wrong is marked where it is wrong. */
export function FilterBox({ applied }: { applied: string }): ReactNode {
  const { set } = useAddress()
  const [text, setText] = useState(applied)
  const [from, setFrom] = useState(applied)
  // Another link, a pivot or "back" changes the filter under the field.
  if (from !== applied) {
    setFrom(applied)
    setText(applied)
  }
  const input = useRef<HTMLInputElement>(null)
  const wrong = useCall('history.checkFilter', { filter: text }, { enabled: text.trim() !== '', keep: true })
  const fault = text.trim() === '' ? null : (wrong.value ?? null)
  useKeys('History', { f: { says: 'Write a filter', run: () => input.current?.select() } })

  const apply = () => {
    if (fault !== null) input.current?.setSelectionRange(fault.at, text.length)
    else set({ filter: text.trim() })
  }
  return (
    <div className={styles.box} data-wrong={fault !== null || undefined}>
      <ListFilter size={15} aria-hidden />
      <input
        ref={input}
        value={text}
        maxLength={1000}
        placeholder="Filter: verdict:blocked client:10.0.0.7 name:*.example score:>=0.8 -type:AAAA"
        aria-label="Filter"
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : 'filter-says'}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply()
          if (event.key === 'Escape') {
            setText(applied)
            input.current?.blur()
          }
        }}
      />
      {text !== applied && fault === null && <span className={styles.hint}>Enter applies</span>}
      {applied !== '' && (
        <IconButton label="Clear the filter" onPress={() => set({ filter: null })}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
      {fault !== null && (
        <div id="filter-says" className={styles.says} role="status">
          <p className={styles.where} aria-hidden>
            {text.slice(0, fault.at)}
            <mark>{text.slice(fault.at, fault.at + 1) === '' ? '▏' : text.slice(fault.at)}</mark>
          </p>
          <p>
            {fault.message} <span className={styles.at}>(character {fault.at + 1})</span>
          </p>
        </div>
      )}
    </div>
  )
}
