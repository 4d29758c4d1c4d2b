import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { foldRun } from '../../../core/training/fold.ts'
import type { TrainingRun } from '../../../core/training/run.ts'
import { useCall, type Called } from '../wire/call.ts'
import { useEvent } from '../wire/events.ts'

const KEY = ['training.runs', {}] as const

/** Every run since the start, newest first, moved on by the trainer's events while the screen is shown. */
export function useRuns(): Called<TrainingRun[]> {
  const client = useQueryClient()
  const runs = useCall('training.runs', {})
  // Events that came while another screen was shown are not in what was remembered.
  useEffect(() => void client.invalidateQueries({ queryKey: KEY }), [client])
  useEvent('training.event', (event) => {
    const known = client.getQueryData<TrainingRun[]>(KEY)
    if (known === undefined) return
    if (known.some((run) => run.id === event.runId))
      client.setQueryData(
        KEY,
        known.map((run) => foldRun(run, event, Date.now()))
      )
    else void client.invalidateQueries({ queryKey: KEY })
  })
  return runs
}
