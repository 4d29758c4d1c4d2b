import { Search } from 'lucide-react'
import { useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react'
import { assertNever } from '../../../core/system/result.ts'
import type { Destination } from '../../../core/contract/names.ts'
import { clientTerm, filterOf, nameTerm } from '../history/pivot.ts'
import { useAct } from '../wire/call.ts'
import { useAddress, type AddressActions } from './address.ts'
import styles from './find-box.module.css'
import { useKeys } from './keys.ts'

/** The one box: a name, a client, filter text, a pasted line of `dig` output or an evidence id. */
export function FindBox(): ReactNode {
  const [text, setText] = useState('')
  const [message, setMessage] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const address = useAddress()
  const find = useAct('lookup.find', { quiet: true })
  useKeys('Everywhere', { '/': { says: 'Find a name, client or evidence id', run: () => input.current?.select() } })

  const submit = async (wanted: string) => {
    const destination = await find.run({ text: wanted })
    if (destination === null) {
      setMessage(null)
      return
    }
    setMessage(destination.kind === 'nothing' ? destination.message : null)
    if (destination.kind === 'nothing') return
    setText('')
    input.current?.blur()
    lead(destination, address)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && text.trim() !== '') void submit(text)
    if (event.key === 'Escape') leave()
  }
  // A field of one line would swallow the line ends that make `dig` output readable.
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text')
    if (!pasted.trim().includes('\n')) return
    event.preventDefault()
    setText(pasted.replace(/\s+/g, ' ').trim())
    void submit(pasted)
  }
  const leave = () => {
    setMessage(null)
    find.reset()
    input.current?.blur()
  }
  const said = message ?? find.fault?.message ?? null
  return (
    <div className={styles.find} role="search">
      <Search size={15} aria-hidden />
      <input
        ref={input}
        className={styles.input}
        value={text}
        maxLength={20_000}
        placeholder="A name, a client, a filter, a line of dig output, an evidence id"
        aria-label="Find"
        aria-invalid={said !== null}
        aria-describedby={said === null ? undefined : 'find-says'}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value)
          setMessage(null)
          find.reset()
        }}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
        onBlur={() => setMessage(null)}
      />
      <kbd className={styles.key} aria-hidden>
        /
      </kbd>
      {said !== null && (
        <p id="find-says" className={styles.says} role="alert">
          {said}
        </p>
      )}
    </div>
  )
}

const AROUND_MS = 60_000

function lead(destination: Exclude<Destination, { kind: 'nothing' }>, { open, go }: AddressActions): void {
  switch (destination.kind) {
    case 'name':
      open(destination.name)
      break
    case 'client':
      go('history', { filter: filterOf(clientTerm(destination.client)), tab: 'all' })
      break
    case 'filter':
      go('history', { filter: destination.filter, tab: 'all' })
      break
    case 'evidence':
      go('history', {
        ...around(destination.time),
        filter: filterOf(nameTerm(destination.name)),
        tab: 'answers',
        evidence: destination.evidence,
        name: destination.name,
      })
      break
    default:
      assertNever(destination)
  }
}

function around(time: number): { from: string; to: string } {
  return { from: String(Math.floor(time - AROUND_MS)), to: String(Math.ceil(time + AROUND_MS)) }
}
