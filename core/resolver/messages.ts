import type { MessagePort } from 'node:worker_threads'
import type { OverrideRule } from '../lists/override.ts'
import type { CompiledBook } from '../lists/rule-book.ts'
import type { Fault, Result } from '../system/result.ts'
import type { OwnChange, ResolverConfig, ResolverFigures } from './config.ts'
import type { Endpoint } from './endpoint.ts'

/** What the thread starts with. */
export type ThreadStart = {
  listen: Endpoint | null
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
  pause: { asked: number | null; answer: null }
  figures: { asked: null; answer: ResolverFigures }
  close: { asked: null; answer: null }
}

export type ThreadCall = keyof ThreadCalls

export type ToThread = { [C in ThreadCall]: { call: C; number: number; asked: ThreadCalls[C]['asked'] } }[ThreadCall]

export type FromThread =
  | { kind: 'listening'; outcome: Result<{ address: Endpoint; note: string | null }, Fault> }
  | { kind: 'answer'; number: number; answer: ThreadCalls[ThreadCall]['answer'] }
  /** A bug while the call was carried out; what it wanted may be half done, so who called has to know. */
  | { kind: 'refused'; number: number; message: string }
  /** A bug while one question was answered; the thread goes on. */
  | { kind: 'bug'; message: string }
