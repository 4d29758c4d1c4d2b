import type { OverrideScope } from '../lists/override.ts'
import type { Result, Fault } from '../system/result.ts'
import type { Reach } from '../vetting/decision.ts'
import type { OverrideEffect } from '../vetting/override-entry.ts'
import type { OverrideChange, Overrides } from '../vetting/overrides.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

export type OverrideParts = {
  overrides: Overrides
  /** Resolves when the next question meets what holds now. */
  apply(): Promise<{ droppedAnswers: number }>
  /** Brings the hits up to now. */
  count(): Promise<void>
  reach(scope: OverrideScope): Promise<Reach>
  /** After a change, when every screen that shows it is old. */
  changed(): void
  /** Who decides at this desk. */
  actor: string
}

type OverrideCalls = Extract<keyof Handlers, `overrides.${string}`>

export function overrideHandlers(parts: OverrideParts): Pick<Handlers, OverrideCalls> {
  const { overrides, actor } = parts

  /** The change is on the disk by now; it is acknowledged once the answers follow it too. */
  async function inForce({ id, override }: OverrideChange): Promise<OverrideEffect> {
    const { droppedAnswers } = await parts.apply()
    parts.changed()
    return { id, override, droppedAnswers }
  }

  const done = async (change: Promise<Result<OverrideChange, Fault>>) => inForce(valueOf(await change))

  return {
    async 'overrides.all'() {
      await parts.count()
      return overrides.list()
    },
    'overrides.set': (wish) => done(overrides.set({ ...wish, actor })),
    'overrides.end': ({ id }) => done(overrides.end(id, actor)),
    'overrides.undo': async ({ id }) => {
      const undone = await overrides.undo(actor, id)
      if (!undone.ok && undone.fault.kind === 'nothing-to-undo') return { kind: 'nothing-to-undo' }
      return { kind: 'undone', effect: await inForce(valueOf(undone)) }
    },
    'overrides.reach': ({ scope }) => parts.reach(scope),
  }
}
