import { useState } from 'react'
import { toast } from '../design/toasts.tsx'
import { useAct } from '../wire/call.ts'
import { reloadedText } from './words.ts'

export type Reload = {
  run: (list: { id: string }) => void
  /** The id of the list that is being read; null while none is. */
  pending: string | null
}

/** Reads a list again, by button or by key, and says what came of it. */
export function useReload(): Reload {
  const [last, setLast] = useState<string | null>(null)
  const { run, pending } = useAct('lists.reload', {
    onDone: (list) =>
      toast(
        list.fault === null
          ? { tone: 'good', text: reloadedText(list) }
          : { tone: 'bad', text: `${list.name}: ${list.fault}` }
      ),
  })
  return {
    run({ id }) {
      setLast(id)
      void run({ id })
    },
    pending: pending ? last : null,
  }
}
