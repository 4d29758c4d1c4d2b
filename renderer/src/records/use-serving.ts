import { useWorkstation } from '../wire/workstation.ts'
import type { ServingThresholds } from './record-columns.tsx'

export function useServing(): ServingThresholds {
  const model = useWorkstation()?.servingModel ?? null
  return model
}
