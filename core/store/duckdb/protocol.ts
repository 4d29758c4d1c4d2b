import type { MessagePort } from 'node:worker_threads'
import type { LivePart } from '../live-fold.ts'
import type { Engine } from './engine.ts'

/** What main may ask of the store's thread: the engine's calls, by name. */
export type EngineCalls = Engine['calls']
export type CallName = keyof EngineCalls

export type StoreStart = { folder: string }

export type ToThread =
  | { kind: 'call'; id: number; name: CallName; args: unknown[] }
  /** A log port for a thread that answers (log/sink.ts): it posts batches and gets acknowledgements. */
  | { kind: 'log-port'; port: MessagePort }
  | { kind: 'close' }

export type FromThread =
  | { kind: 'ready' }
  | { kind: 'failed'; message: string }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refused'; id: number; message: string }
  | { kind: 'live'; part: LivePart }
  | { kind: 'notice'; text: string }
  | { kind: 'closed' }
