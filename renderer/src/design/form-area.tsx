import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

export type FormAreaProps = {
  className?: string | undefined
  /** Escape, from wherever in it. */
  onClose: () => void
  /** The screen's keys work in it, save those that move through its rows; else it has the keyboard to itself. */
  screenKeys?: boolean
  /** Starts on its first field. */
  begins?: boolean
  children: ReactNode
}

const MOVES = /^(Arrow|Page|Home|End)/

/** Around what one fills in beside a table: its keys are not the table's. */
export function FormArea({
  className,
  onClose,
  screenKeys = false,
  begins = false,
  children,
}: FormAreaProps): ReactNode {
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (begins) area.current?.querySelector<HTMLElement>('input, textarea')?.focus()
  }, [begins])
  const onKeyDown = (event: KeyboardEvent) => {
    // What a menu of it has open lies elsewhere in the page and has keys of its own.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') onClose()
    else if (screenKeys && !MOVES.test(event.key)) return
    event.stopPropagation()
  }
  return (
    <div ref={area} className={className} onKeyDown={onKeyDown}>
      {children}
    </div>
  )
}
