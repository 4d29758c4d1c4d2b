import type { Fault, Result } from '../result.ts'

/** Which part of the system says where its programs ask. */
export const GOVERNORS = [
  'systemd-resolved',
  'NetworkManager',
  'resolvconf',
  'resolv.conf',
  'macOS',
  'Windows',
] as const
export type Governor = (typeof GOVERNORS)[number]

/** Where this machine's programs shall ask. */
export type Target = { host: string; port: number }

/** What is set now, and by whom. */
export type Reading = {
  governor: Governor
  /** Who is asked in the end, without a stub of the system in between; addresses. */
  servers: string[]
  searches: string[]
  /** What a person should know of this machine's arrangement. */
  notes: string[]
}

/** `base64` are the file's bytes. */
export type FileState =
  | { kind: 'absent' }
  | { kind: 'folder'; mode: number }
  | { kind: 'link'; to: string }
  | { kind: 'file'; base64: string; mode: number; uid: number; gid: number }

/** One thing that is changed, with what stood there before and what stands there after. Kept in the journal. */
export type Change =
  | { kind: 'file'; path: string; before: FileState; after: FileState }
  /** The servers of a network service (macOS) or an interface (Windows); none means: as the network says. */
  | { kind: 'servers'; of: string; before: string[]; after: string[] }

/** What stands where a change was made: 'torn' is a piece of one of our own writes, cut off by a crash. */
export type Observed = { kind: 'before' | 'after' | 'torn' } | { kind: 'other'; text: string }

/** `command` is what a person can run about it. */
export type MachineDnsFault = Fault & {
  kind:
    'no-rights' | 'port' | 'immutable' | 'no-program' | 'taken' | 'not-in-force' | 'unsupported' | 'broken' | 'failed'
  command: string | null
}

/** One system's way of saying where its programs ask. Every method runs to its end within seconds. */
export interface DnsAdapter {
  read(): Promise<Result<Reading, MachineDnsFault>>
  /** What has to change so that this machine's programs ask `target`; nothing is changed yet. */
  plan(reading: Reading, target: Target): Promise<Result<Change[], MachineDnsFault>>
  observe(change: Change): Promise<Observed>
  put(change: Change, which: 'before' | 'after'): Promise<Result<null, MachineDnsFault>>
  /** Takes away what a crash left beside a change. */
  tidy(change: Change): Promise<void>
  /** Makes the system read what was changed. */
  reload(governor: Governor): Promise<Result<null, MachineDnsFault>>
  /** Null while this machine's programs are told to ask `target`, else what they are told instead. */
  standing(governor: Governor, target: Target): Promise<string | null>
}

export function dnsFault(
  kind: MachineDnsFault['kind'],
  message: string,
  command: string | null = null
): MachineDnsFault {
  return { kind, message, command }
}
