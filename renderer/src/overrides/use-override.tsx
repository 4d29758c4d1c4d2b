import type { ReactNode } from 'react'
import type { CallFault } from '../../../core/contract/fault.ts'
import type { NewOverride, OverrideEffect, OverrideRow } from '../../../core/vetting/override-entry.ts'
import { clockMinutes, counted, exactTime } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { toast } from '../design/toasts.tsx'
import { useAct } from '../wire/call.ts'
import { EFFECT_DONE, scopeRest } from './words.ts'

export type Override = {
  set: (wish: NewOverride) => Promise<boolean>
  end: (row: OverrideRow) => Promise<void>
  /** Takes the newest change back. */
  undo: () => Promise<void>
  pending: boolean
  /** What is wrong with the last wish. */
  fault: CallFault | null
  /** Forgets it. */
  reset: () => void
}

/** Overrides what holds, says what that did, and offers Undo. `quiet`: what is wrong with a wish is said by the caller, at its field. */
export function useOverride({ quiet = false }: { quiet?: boolean } = {}): Override {
  const setting = useAct('overrides.set', { quiet })
  const ending = useAct('overrides.end')
  const undoing = useAct('overrides.undo')

  async function undo(id: number | null): Promise<void> {
    const answer = await undoing.run(id === null ? {} : { id })
    if (answer === null) return
    if (answer.kind === 'nothing-to-undo')
      toast({
        tone: 'plain',
        text: id === null ? 'There is no override left to take back' : 'This was taken back already',
      })
    else toast({ tone: 'plain', text: <>Taken back: {subject(answer.effect.override)} as before.</> })
  }

  const offer = ({ id }: OverrideEffect) => ({ label: 'Undo', run: () => void undo(id) })

  return {
    async set(wish) {
      const effect = await setting.run(wish)
      if (effect === null) return false
      toast({
        tone: 'good',
        text: (
          <>
            {subject(effect.override)} {said(effect)}
          </>
        ),
        action: offer(effect),
      })
      return true
    },
    async end(row) {
      const effect = await ending.run({ id: row.id })
      if (effect === null) return
      toast({ tone: 'good', text: <>The override of {subject(row)} has ended.</>, action: offer(effect) })
    },
    undo: () => undo(null),
    pending: setting.pending || ending.pending || undoing.pending,
    fault: setting.fault,
    reset: setting.reset,
  }
}

function subject({ scope }: OverrideRow): ReactNode {
  if (scope.kind === 'client') return <>All that {scope.client} asks</>
  return (
    <>
      <Name name={scope.name} wrap /> {scopeRest(scope)}
    </>
  )
}

function said({ override: { effect, until }, droppedAnswers }: OverrideEffect): string {
  const end = until === null ? 'from now' : `until ${untilText(until)}`
  const dropped = droppedAnswers === 0 ? '' : ` ${counted(droppedAnswers, 'cached answer')} dropped.`
  return `is ${EFFECT_DONE[effect]} ${end}.${dropped}`
}

/** The clock alone where it is within a day. */
export function untilText(until: number): string {
  return until - Date.now() < 20 * 3_600_000 ? clockMinutes(until) : exactTime(until)
}
