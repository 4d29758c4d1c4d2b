import { useRef, useState } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { useBridge } from '../wire/bridge.ts'

type Retention = Settings['retention']

/** A time to keep answers that would delete some at once, and waits for a yes; `effect` is null until it is known. */
export type Held = { retention: Retention; effect: { days: number; bytes: number } | null }

type Sending = {
  /** Says itself what is refused. */
  send: (part: { retention: Retention }, at: string) => Promise<void>
  refused: (thrown: unknown, part: { retention: Retention }, at: string) => void
}

export type HeldRetention = {
  held: Held | null
  /** Sends it if nothing is deleted by it, and holds it back otherwise. */
  offer: (retention: Retention, at: string) => Promise<void>
  confirm: () => Promise<void>
  leave: () => void
}

/** Answers that are deleted do not come back: nothing is sent before a person has seen how many go. */
export function useHeldRetention({ send, refused }: Sending): HeldRetention {
  const bridge = useBridge()
  const [held, setHeld] = useState<Held | null>(null)
  const newest = useRef<Retention | null>(null)

  const hold = (retention: Retention, effect: Held['effect']) => {
    newest.current = retention
    setHeld({ retention, effect })
  }
  const leave = () => {
    newest.current = null
    setHeld(null)
  }
  const settle = async (retention: Retention, at: string) => {
    await send({ retention }, at)
    if (newest.current === retention) leave()
  }
  const offer = async (retention: Retention, at: string) => {
    hold(retention, null)
    try {
      const effect = await bridge.call('settings.beyond', retention)
      if (newest.current !== retention) return
      if (effect.days > 0) hold(retention, effect)
      else await settle(retention, at)
    } catch (thrown) {
      if (newest.current !== retention) return
      leave()
      refused(thrown, { retention }, at)
    }
  }
  const confirm = async () => {
    if (held !== null) await settle(held.retention, 'retention')
  }
  return { held, offer, confirm, leave }
}
