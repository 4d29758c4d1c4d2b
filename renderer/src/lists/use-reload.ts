import { toast } from '../design/toasts.tsx'
import { useAct, type Act } from '../wire/call.ts'
import { reloadedText } from './words.ts'

/** Reads a list again, by button or by key, and says what came of it. */
export function useReload(): Act<'lists.reload'> {
  return useAct('lists.reload', {
    onDone: (list) =>
      toast(
        list.fault === null
          ? { tone: 'good', text: reloadedText(list) }
          : { tone: 'bad', text: `${list.name}: ${list.fault}` }
      ),
  })
}
