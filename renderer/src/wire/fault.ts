import { callFaultSchema, type CallFault } from '../../../core/contract/fault.ts'

/** Whatever a wire rejects with, as the fault a person reads. */
export function asFault(thrown: unknown): CallFault {
  const direct = callFaultSchema.safeParse(thrown)
  if (direct.success) return direct.data
  if (thrown instanceof Error && 'fault' in thrown) {
    const carried = callFaultSchema.safeParse(thrown.fault)
    if (carried.success) return carried.data
  }
  return { kind: 'bug', message: thrown instanceof Error ? thrown.message : String(thrown), field: null }
}
