import {
  useEffect,
  useReducer,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type UIEvent,
} from 'react'
import type { CallFault } from '../../../core/contract/fault.ts'
import { useCall } from '../wire/call.ts'
import { useEvent } from '../wire/events.ts'
import { EMPTY_STREAM, streamed, type Stream } from './stream.ts'

/** Why rows wait, the strongest reason first; null while the stream runs. */
export type HeldBy = 'pause' | 'keyboard' | 'scroll' | 'pointer' | null

export type LiveStream = {
  stream: Stream
  heldBy: HeldBy
  loading: boolean
  fault: CallFault | null
  retry: () => void
  pause: (on: boolean) => void
  show: () => void
  /** The keyboard has left the rows. */
  leave: () => void
  /** For the element around the rows. */
  watch: {
    onPointerOver: (event: PointerEvent) => void
    onPointerLeave: () => void
    onKeyDownCapture: (event: KeyboardEvent) => void
    onFocus: (event: FocusEvent) => void
    onBlur: (event: FocusEvent) => void
    onScrollCapture: (event: UIEvent) => void
  }
}

/** Keys that walk through the rows; others, such as those of the detail panel, do not mean that somebody reads them. */
const MOVES = /^(Arrow|Page|Home|End)/

export function useStream(): LiveStream {
  const snapshot = useCall('live.snapshot', {}, { fresh: true })
  const [stream, act] = useReducer(streamed, EMPTY_STREAM)
  const [paused, pause] = useState(false)
  const [pointed, setPointed] = usePointed()
  const [keyed, setKeyed] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  const heldBy = paused ? 'pause' : keyed ? 'keyboard' : scrolled ? 'scroll' : pointed !== null ? 'pointer' : null
  const held = heldBy !== null

  useEvent('live.update', (update) => act({ kind: 'update', update }))
  useEffect(() => {
    if (snapshot.value !== undefined) act({ kind: 'snapshot', snapshot: snapshot.value })
  }, [snapshot.value])
  useEffect(() => act({ kind: 'hold', held }), [held])

  return {
    stream,
    heldBy,
    loading: snapshot.loading && stream.tiles === null,
    fault: stream.tiles === null ? snapshot.fault : null,
    retry: snapshot.retry,
    pause,
    show: () => act({ kind: 'show' }),
    leave: () => setKeyed(false),
    watch: {
      // Not onPointerEnter: rows may appear under a pointer that was there before them.
      onPointerOver: ({ currentTarget }) => setPointed(currentTarget),
      onPointerLeave: () => setPointed(null),
      onKeyDownCapture: ({ key }) => {
        if (MOVES.test(key)) setKeyed(true)
      },
      onFocus: ({ target }) => {
        if (target.matches('[role=grid]:focus-visible')) setKeyed(true)
      },
      // A row's menu lies elsewhere in the page; while it is open its row has to stay.
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget) && relatedTarget?.closest('[role=menu]') == null) setKeyed(false)
      },
      // The list of a row's menu scrolls too, and tells of it here.
      onScrollCapture: ({ target, currentTarget }) => {
        if (target instanceof Element && currentTarget.contains(target)) setScrolled(target.scrollTop > 0)
      },
    },
  }
}

/** The rows that are pointed at. A row's menu belongs to them, and what is gone from under the pointer tells nobody that it was left. */
function usePointed(): [Element | null, (rows: Element | null) => void] {
  const [pointed, setPointed] = useState<Element | null>(null)
  useEffect(() => {
    if (pointed === null) return undefined
    const over = ({ target }: Event) => {
      const inside = target instanceof Node && pointed.contains(target)
      if (!inside && document.querySelector('[role=menu]') === null) setPointed(null)
    }
    document.addEventListener('pointerover', over)
    return () => document.removeEventListener('pointerover', over)
  }, [pointed])
  return [pointed, setPointed]
}
