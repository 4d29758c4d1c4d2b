import type { MessagePort } from 'node:worker_threads'
import type { OverrideRule } from '../lists/override.ts'
import type { CompiledBook } from '../lists/rule-book.ts'
import type { NetworkChange } from '../system/network-watch.ts'
import type { Fault, Result } from '../system/result.ts'
import type { OwnChange, ResolverConfig, ResolverFigures } from './config.ts'
import type { DoorsConfig, DoorState } from './doors/config.ts'
import type { Endpoint } from './endpoint.ts'
import type { SilentUpstream } from './upstream/health.ts'
import type { UpstreamConfig } from './upstream/upstreams.ts'

/** What the thread starts with. */
export type ThreadStart = {
  listen: Endpoint | null
  doors: DoorsConfig
  config: ResolverConfig
  pausedUntil: number | null
  overrides: readonly OverrideRule[]
  own: OwnChange[]
  book: CompiledBook
  scorerPort: MessagePort | null
  logPort: MessagePort
}

/** What main asks of the thread; each is answered under its number, after it has taken effect. */
export type ThreadCalls = {
  configure: { asked: ResolverConfig; answer: null }
  setOwn: { asked: OwnChange[]; answer: { droppedAnswers: number } }
  /** All that hold; they take the place of those before. */
  setOverrides: { asked: readonly OverrideRule[]; answer: { droppedAnswers: number } }
  setBook: { asked: CompiledBook; answer: { droppedAnswers: number } }
  /** Large shared memory was let go. */
  collect: { asked: null; answer: null }
  /** The machine slept, its clock was set, or it is in another network (system/network-watch.ts); `config` is for the new one. */
  networkChanged: { asked: NetworkChange & { config: ResolverConfig }; answer: null }
  /** Whether somebody answers for the root as the DNS does, and not a sign-in page for everything. */
  tryUpstreams: { asked: UpstreamConfig; answer: boolean }
  pause: { asked: number | null; answer: null }
  doors: { asked: DoorsConfig; answer: null }
  figures: { asked: null; answer: ResolverFigures }
  close: { asked: null; answer: null }
}

export type ThreadCall = keyof ThreadCalls

export type ToThread = { [C in ThreadCall]: { call: C; number: number; asked: ThreadCalls[C]['asked'] } }[ThreadCall]

export type FromThread =
  | { kind: 'listening'; outcome: Result<{ address: Endpoint; note: string | null }, Fault> }
  /** What is open beside DNS on its own address has changed. */
  | { kind: 'doors'; states: DoorState[] }
  /** All upstreams while none of them answers, empty again when one does. */
  | { kind: 'silent'; upstreams: SilentUpstream[] }
  | { kind: 'answer'; number: number; answer: ThreadCalls[ThreadCall]['answer'] }
  /** A bug while the call was carried out; what it wanted may be half done, so who called has to know. */
  | { kind: 'refused'; number: number; message: string }
  /** A bug while one question was answered; the thread goes on. */
  | { kind: 'bug'; message: string }
