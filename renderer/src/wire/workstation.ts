import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { useCall } from './call.ts'

/** The state that every screen needs; pushed as it changes (wire.tsx). Null until the first answer. */
export function useWorkstation(): WorkstationState | null {
  return useCall('workstation.state', {}).value ?? null
}
