import type { DecisionEffect } from '../vetting/decision.ts'
import type { Decided, Vetting } from '../vetting/vetting.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type VettingParts = {
  vetting: Vetting
  /** Resolves when the next question meets the change. */
  teach(changes: Decided['changes']): Promise<{ droppedAnswers: number }>
  /** After a decision, when every screen that shows it is old. */
  changed(): void
  /** Who decides at this desk. */
  actor: string
}

type VettingCalls = Extract<keyof Handlers, `vetting.${string}`>

export function vettingHandlers(parts: VettingParts): Pick<Handlers, VettingCalls> {
  const { vetting, actor } = parts
  return {
    'vetting.page': (wish) => vetting.page(wish),
    'vetting.reach': ({ names }) => vetting.reach(names),
    'vetting.decide': async (wish) => effectOf(parts, valueOf(await vetting.decide({ ...wish, actor }))),
    'vetting.undo': async ({ id }) => {
      const undone = await vetting.undo(actor, id)
      if (!undone.ok && undone.fault.kind === 'nothing-to-undo') return { kind: 'nothing-to-undo' }
      return { kind: 'undone', effect: await effectOf(parts, valueOf(undone)) }
    },
  }
}

/** The decision is on the disk by now; it is acknowledged once the answers follow it too. */
export async function effectOf({ vetting, teach, changed }: VettingParts, decided: Decided): Promise<DecisionEffect> {
  const { droppedAnswers } = await teach(decided.changes)
  changed()
  return { decision: decided.decision, droppedAnswers, counts: await vetting.counts() }
}
