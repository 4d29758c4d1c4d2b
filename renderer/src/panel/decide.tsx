import type { VettingClass } from '../../../core/verdict/verdict.ts'
import type { DecisionEffect } from '../../../core/vetting/decision.ts'
import { counted } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { toast } from '../design/toasts.tsx'
import { CLASS_WORDS } from '../design/verdict-words.ts'
import { useAct } from '../wire/call.ts'

export type Decide = {
  decide: (name: string, kind: VettingClass, note: string) => Promise<boolean>
  undo: () => Promise<void>
  pending: boolean
}

/** Messages that still offer to take a decision back, by its id: one that was taken back otherwise offers it no more. */
const offers = new Map<number, () => void>()

function withdraw(id: number): void {
  offers.get(id)?.()
  offers.delete(id)
}

/** Decides what a name is, says what that did, and offers Undo. */
export function useDecide(): Decide {
  const deciding = useAct('vetting.decide')
  const undoing = useAct('vetting.undo')
  const takeBack = async (id: number | null) => {
    const answer = await undoing.run(id === null ? {} : { id })
    if (answer === null) return
    if (id !== null) withdraw(id)
    if (answer.kind === 'nothing-to-undo') {
      const text = id === null ? 'There is no decision left to take back' : 'This decision was taken back already'
      toast({ tone: 'plain', text })
    } else {
      withdraw(answer.effect.decision.undoes ?? 0)
      toast({
        tone: 'plain',
        text: (
          <>
            Taken back: {subject(answer.effect)} as before. {dropped(answer.effect)}
          </>
        ),
      })
    }
  }
  return {
    async decide(name, kind, note) {
      const effect = await deciding.run({ names: [name], class: kind, note })
      if (effect === null) return false
      const { id } = effect.decision
      const dismiss = toast({
        tone: 'good',
        text: (
          <>
            {subject(effect)} {EFFECTS[kind]}. {dropped(effect)}
          </>
        ),
        action: { label: 'Undo', run: () => void takeBack(id) },
      })
      offers.set(id, dismiss)
      return true
    },
    undo: () => takeBack(null),
    pending: deciding.pending || undoing.pending,
  }
}

const EFFECTS: Record<VettingClass, string> = {
  benign: 'is benign: allowed from now',
  malicious: 'is malicious: blocked from now',
  honeypot: 'leads to the honeypot from now',
  'not-vetted': `is ${CLASS_WORDS['not-vetted']} again: lists and the model decide`,
}

function subject({ decision }: DecisionEffect) {
  const [first = ''] = decision.names
  return decision.names.length === 1 ? <Name name={first} wrap /> : counted(decision.names.length, 'name')
}

function dropped({ droppedAnswers }: DecisionEffect): string {
  return droppedAnswers === 0 ? '' : `${counted(droppedAnswers, 'cached answer')} dropped.`
}
