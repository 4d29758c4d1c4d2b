import type { CallArgs } from '../../../core/contract/contract.ts'
import type { ListSummary } from '../../../core/lists/list.ts'
import { toast } from '../design/toasts.tsx'
import { useAct } from '../wire/call.ts'
import { addedAgainText } from './words.ts'

/** Subscribes a removed list anew from where it came from, set as it was. It is read as it is there now, and comes last. */
export function useAddAgain(): (list: ListSummary) => Promise<void> {
  const { run: add } = useAct('lists.add')
  const { run: change } = useAct('lists.change')
  return async (list) => {
    const { name, effect, answer, enabled } = list
    const added = await add({ name, effect, answer, source: originOf(list) })
    if (added === null) return
    const everyHours = list.fetching?.everyHours ?? null
    const asBefore = enabled && everyHours === null ? added : await change({ id: added.id, enabled, everyHours })
    if (asBefore !== null) toast({ tone: 'good', text: addedAgainText(asBefore) })
  }
}

function originOf({ source, fetching }: ListSummary): CallArgs<'lists.add'>['source'] {
  return fetching === null ? { kind: 'file', path: source } : { kind: 'address', url: source }
}
