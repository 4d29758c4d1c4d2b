import type { Connection } from '../../../core/contract/socket-bridge.ts'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { clockMinutes } from '../design/format.ts'

export type ProtectionStatus = { kind: 'protecting' | 'observing' | 'paused' | 'signing-in' | 'away'; text: string }

/** What the top bar says of the resolver; what keeps it from protecting comes first. Of a workstation that cannot be asked nothing is known. */
export function protectionOf(
  { dns, modelAction }: Pick<WorkstationState, 'dns' | 'modelAction'>,
  connection: Connection
): ProtectionStatus {
  if (connection === 'lost') return { kind: 'away', text: 'Not known: no word from it' }
  if (dns.address === null) return { kind: 'away', text: 'Not answering' }
  if (dns.signIn !== null) return { kind: 'signing-in', text: `Signing in until ${clockMinutes(dns.signIn.until)}` }
  if (dns.pausedUntil !== null) return { kind: 'paused', text: `Paused until ${clockMinutes(dns.pausedUntil)}` }
  if (modelAction === 'observe') return { kind: 'observing', text: `Observing ${dns.address}` }
  return { kind: 'protecting', text: `Protecting ${dns.address}` }
}

type Noted = Pick<WorkstationState, 'dns' | 'notices' | 'openTo' | 'certificate'>

/** What a person should know now: who else can ask first, then about the address. */
export function notesOf({ dns, notices, openTo, certificate }: Noted): string[] {
  const open = openTo.length === 0 ? null : `Other machines can ask here: ${openTo.join(', ')}.`
  return [open, dns.note, certificate.fault, ...notices].filter((note) => note !== null)
}
