import type { Connection } from '../../../core/contract/socket-bridge.ts'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { clockMinutes } from '../design/format.ts'
import { shownUpstream } from './shown-upstream.ts'

export type ProtectionStatus = {
  kind: 'protecting' | 'observing' | 'unanswered' | 'paused' | 'signing-in' | 'away'
  text: string
}

/** What the top bar says of the resolver; what keeps it from protecting comes first. Of a workstation that cannot be asked nothing is known. */
export function protectionOf(
  { dns, modelAction }: Pick<WorkstationState, 'dns' | 'modelAction'>,
  connection: Connection
): ProtectionStatus {
  if (connection === 'lost') return { kind: 'away', text: 'Not known: no word from it' }
  if (dns.address === null) return { kind: 'away', text: 'Not answering' }
  if (dns.signIn !== null) return { kind: 'signing-in', text: `Signing in until ${clockMinutes(dns.signIn.until)}` }
  const until = dns.pausedUntil === null ? null : `until ${clockMinutes(dns.pausedUntil)}`
  if (dns.silent.length > 0)
    return { kind: 'unanswered', text: `No upstream answers${until === null ? '' : `; paused ${until}`}` }
  if (until !== null) return { kind: 'paused', text: `Paused ${until}` }
  if (modelAction === 'observe') return { kind: 'observing', text: `Observing ${dns.address}` }
  return { kind: 'protecting', text: `Protecting ${dns.address}` }
}

/** Who was asked in vain, in the words of the upstream table, which often begin with the upstream itself. */
export function silenceWords({ address, why }: WorkstationState['dns']['silent'][number]): string {
  const shown = shownUpstream(address)
  return [address, shown].some((one) => why.startsWith(`${one}: `)) ? why : `${shown}: ${why}`
}

const ACTIONS: Record<WorkstationState['modelAction'], string> = {
  block: 'Lists and the model block',
  observe: 'Lists block; the model only observes',
  off: 'Lists block; the model is off',
}

/** What is done with a question now. */
export function doesNow({ dns, modelAction }: Pick<WorkstationState, 'dns' | 'modelAction'>): string {
  if (dns.signIn !== null) return 'Nothing is blocked while you sign in'
  if (dns.pausedUntil !== null) return `Nothing is blocked until the pause ends at ${clockMinutes(dns.pausedUntil)}`
  return ACTIONS[modelAction]
}

type Noted = Pick<WorkstationState, 'dns' | 'notices' | 'openTo' | 'certificate'>

/** What a person should know now: who else can ask first, then about the address. */
export function notesOf({ dns, notices, openTo, certificate }: Noted): string[] {
  const open = openTo.length === 0 ? null : `Other machines can ask here: ${openTo.join(', ')}.`
  return [open, dns.note, certificate.fault, ...notices].filter((note) => note !== null)
}
