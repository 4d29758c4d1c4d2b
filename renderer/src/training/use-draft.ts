import { useCallback, useState } from 'react'
import { draftSchema, FIRST_DRAFT, type Draft } from './draft.ts'

const PLACE = 'training.draft'

/** The plan in the form, kept between visits and reloads. */
export function useDraft(): [Draft, (part: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(recall)
  const change = useCallback((part: Partial<Draft>) => {
    setDraft((now) => {
      const next = { ...now, ...part }
      localStorage.setItem(PLACE, JSON.stringify(next))
      return next
    })
  }, [])
  return [draft, change]
}

function recall(): Draft {
  try {
    const kept = draftSchema.safeParse(JSON.parse(localStorage.getItem(PLACE) ?? 'null'))
    return kept.success ? kept.data : FIRST_DRAFT
  } catch {
    return FIRST_DRAFT
  }
}
