import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { clockMinutes } from '../design/format.ts'

export type ProtectionStatus = { kind: 'protecting' | 'observing' | 'paused' | 'signing-in' | 'away'; text: string }

/** What the top bar says of the resolver; what keeps it from protecting comes first. */
export function protectionOf({ dns, modelAction }: Pick<WorkstationState, 'dns' | 'modelAction'>): ProtectionStatus {
  if (dns.address === null) return { kind: 'away', text: 'Not answering' }
  if (dns.signIn !== null) return { kind: 'signing-in', text: `Signing in until ${clockMinutes(dns.signIn.until)}` }
  if (dns.pausedUntil !== null) return { kind: 'paused', text: `Paused until ${clockMinutes(dns.pausedUntil)}` }
  if (modelAction === 'observe') return { kind: 'observing', text: `Observing ${dns.address}` }
  return { kind: 'protecting', text: `Protecting ${dns.address}` }
}

/** What a person should know of this start: about the address first. */
export function notesOf({ dns, notices }: Pick<WorkstationState, 'dns' | 'notices'>): string[] {
  return dns.note === null ? notices : [dns.note, ...notices]
}
