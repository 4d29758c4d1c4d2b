import { callFaultSchema, CallError, type CallFault } from '../contract/fault.ts'
import type { Result } from '../system/result.ts'

const KINDS = callFaultSchema.shape.kind

type AnyFault = { kind: string; message: string; field?: string | null }

/** The value, or its fault as the contract's CallError. Kinds that the contract does not know are the caller's input being wrong. */
export function valueOf<T>(result: Result<T, AnyFault>): T {
  if (result.ok) return result.value
  throw new CallError(callFault(result.fault))
}

function callFault({ kind, message, field }: AnyFault): CallFault {
  const known = KINDS.safeParse(kind)
  return { kind: known.success ? known.data : 'bad-input', message, field: field ?? null }
}
