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

/** Undo takes the newest decision back, so only the newest one's toast may offer it. */
let dismissOffer: () => void = () => undefined

/** Decides what a name is, says what that did, and offers Undo. */
export function useDecide(): Decide {
  const deciding = useAct('vetting.decide')
  const undoing = useAct('vetting.undo')
  const undo = async () => {
    dismissOffer()
    const answer = await undoing.run({})
    if (answer === null) return
    if (answer.kind === 'nothing-to-undo') toast({ tone: 'plain', text: 'There is no decision left to take back' })
    else
      toast({
        tone: 'plain',
        text: (
          <>
            Taken back: {subject(answer.effect)} as before. {dropped(answer.effect)}
          </>
        ),
      })
  }
  return {
    async decide(name, kind, note) {
      const effect = await deciding.run({ names: [name], class: kind, note })
      if (effect === null) return false
      dismissOffer()
      dismissOffer = toast({
        tone: 'good',
        text: (
          <>
            {subject(effect)} {EFFECTS[kind]}. {dropped(effect)}
          </>
        ),
        action: { label: 'Undo', run: () => void undo() },
      })
      return true
    },
    undo,
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
