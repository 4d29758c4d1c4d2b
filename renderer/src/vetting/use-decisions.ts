import { useCallback, useState } from 'react'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import type { DecisionEffect } from '../../../core/vetting/decision.ts'
import { toast } from '../design/toasts.tsx'
import { useAct } from '../wire/call.ts'

export type Decisions = {
  /** Names whose decision is on its way to the disk. */
  pending: ReadonlySet<string>
  /** Names that left the shown tab, with when: their decision is on disk. */
  left: ReadonlyMap<string, number>
  /** What the newest decision or undo did; null before the first. */
  last: DecisionEffect | null
  decide: (names: readonly string[], to: VettingClass, note: string) => Promise<boolean>
  /** The names that are as they were before; empty when there was nothing to undo. */
  undo: () => Promise<readonly string[]>
}

/** Takes decisions. A row leaves only once its decision is acknowledged, which means synced to the disk. */
export function useDecisions(): Decisions {
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set())
  const [left, setLeft] = useState<ReadonlyMap<string, number>>(new Map())
  const [last, setLast] = useState<DecisionEffect | null>(null)
  const { run: runDecide } = useAct('vetting.decide')
  const { run: runUndo } = useAct('vetting.undo')

  const decide = useCallback(
    async (names: readonly string[], to: VettingClass, note: string) => {
      setPending((now) => new Set([...now, ...names]))
      const effect = await runDecide({ names: [...names], class: to, note })
      setPending((now) => new Set([...now].filter((name) => !names.includes(name))))
      if (effect === null) return false
      const at = Date.now()
      setLeft((now) => new Map([...now, ...names.map((name) => [name, at] as const)]))
      setLast(effect)
      return true
    },
    [runDecide]
  )

  const undo = useCallback(async () => {
    const answer = await runUndo(last === null || last.decision.undoes !== null ? {} : { id: last.decision.id })
    if (answer === null) return []
    if (answer.kind === 'nothing-to-undo') {
      toast({ tone: 'plain', text: 'There is no decision to undo' })
      return []
    }
    const { names } = answer.effect.decision
    setLeft((now) => new Map([...now].filter(([name]) => !names.includes(name))))
    setLast(answer.effect)
    return names
  }, [runUndo, last])

  return { pending, left, last, decide, undo }
}
