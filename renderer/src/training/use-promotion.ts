import type { ModelCard } from '../../../core/registry/card.ts'
import { toast } from '../design/toasts.tsx'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { useAct } from '../wire/call.ts'

export type Promotion = { promote: (id: string, note?: string) => void; promoting: boolean }

/** Another model serves, with the way back in the message; or the gate refuses, and its reasons are shown. */
export function usePromotion(serving: ModelCard | null): Promotion {
  const { set } = useAddress()
  const act = useAct('models.promote', {
    quiet: true,
    onFault(fault, { id }) {
      if (fault.field === 'anyway') set({ model: id, part: 'compare' })
      else toast({ tone: 'bad', text: fault.message })
    },
  })
  const promote = (id: string, note?: string) => {
    const before = serving
    void act.run({ id, ...(note === undefined ? {} : { anyway: { note } }) }).then((entries) => {
      const now = entries?.find((model) => model.kind === 'usable' && model.card.id === id)
      if (now?.kind !== 'usable') return
      const back =
        before === null || before.id === id
          ? {}
          : { action: { label: 'Undo', run: () => void act.run({ id: before.id }) } }
      toast({ tone: 'good', text: `${visible(now.card.title)} (${now.card.id}) scores every name from now`, ...back })
    })
  }
  return { promote, promoting: act.pending }
}
