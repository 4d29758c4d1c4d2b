import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { systemClock, type Clock } from '../../system/clock.ts'
import { threadOptions, threadUrl } from '../../system/threads.ts'
import type { LivePart } from '../live-fold.ts'
import type { QueryStore } from '../port.ts'
import type { CallName, EngineCalls, FromThread, StoreStart, ToThread } from './protocol.ts'

export type DuckDbStoreOptions = {
  /** Made when missing; holds one file for each UTC day. */
  folder: string
  /** Says which day is today for retention. */
  clock?: Clock
  /** What a person should know: a file that was set aside, records that could not be written. */
  onNotice?: (text: string) => void
}

export interface DuckDbStore extends QueryStore {
  /** A port for a thread that answers (log/sink.ts). Its batches reach the store's thread without passing main. */
  connect(): MessagePort
  /** What arrives, for Live; returns what ends it. */
  onLive(listener: (part: LivePart) => void): () => void
}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void }

/**
 * The embedded store: DuckDB on a thread of its own, one file for each UTC day. Rejects when the folder cannot be used; a file that cannot
 * be read is set aside and reported by `onNotice`.
 */
export async function openDuckDbStore({
  folder,
  clock = systemClock,
  onNotice,
}: DuckDbStoreOptions): Promise<DuckDbStore> {
  const worker = new Worker(threadUrl('store'), {
    ...threadOptions('store'),
    workerData: { folder } satisfies StoreStart,
  })
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(part: LivePart) => void>()
  const ready = Promise.withResolvers<undefined>()
  const exited = Promise.withResolvers<undefined>()
  let stopped: Error | null = null
  let calls = 0

  function stop(reason: Error): void {
    stopped ??= reason
    ready.reject(stopped)
    for (const { reject } of waiting.values()) reject(stopped)
    waiting.clear()
  }

  worker.on('error', (error) => stop(new Error('the store has stopped', { cause: error })))
  worker.on('exit', () => {
    stop(new Error('the store is closed'))
    exited.resolve(undefined)
  })
  worker.on('message', (message: FromThread) => {
    switch (message.kind) {
      case 'ready':
        return ready.resolve(undefined)
      case 'failed':
        return stop(new Error(message.message))
      case 'answer':
        waiting.get(message.id)?.resolve(message.value)
        return waiting.delete(message.id)
      case 'refused':
        waiting.get(message.id)?.reject(new Error(message.message))
        return waiting.delete(message.id)
      case 'live':
        return listeners.forEach((listener) => listener(message.part))
      case 'notice':
        return onNotice?.(message.text)
      case 'closed':
        return
    }
  })

  const post = (message: ToThread, transfer: MessagePort[] = []): void => worker.postMessage(message, transfer)

  function call<K extends CallName>(name: K, ...args: Parameters<EngineCalls[K]>): ReturnType<EngineCalls[K]> {
    const id = calls++
    const answer = new Promise<unknown>((resolve, reject) => {
      if (stopped !== null) return reject(stopped)
      waiting.set(id, { resolve, reject })
      post({ kind: 'call', id, name, args })
    })
    return answer as ReturnType<EngineCalls[K]>
  }

  await ready.promise
  return {
    append: (batch) => call('append', batch),
    flush: () => call('flush'),
    timeline: (search, bucketMs, offsetMs) => call('timeline', search, bucketMs, offsetMs),
    names: (search, last) => call('names', search, last),
    clients: (search, limit) => call('clients', search, limit),
    answers: (search, limit) => call('answers', search, limit),
    queriesUnder: (names, range) => call('queriesUnder', names, range),
    records: (search, offset, limit) => call('records', search, offset, limit),
    byEvidence: (evidence) => call('byEvidence', evidence),
    figures: () => call('figures'),
    retain: (retention) => call('retain', retention, clock.now()),
    beyond: (retention) => call('beyond', retention, clock.now()),
    connect() {
      const { port1, port2 } = new MessageChannel()
      post({ kind: 'log-port', port: port2 }, [port2])
      return port1
    },
    onLive(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      if (stopped === null) post({ kind: 'close' })
      await exited.promise
    },
  }
}
