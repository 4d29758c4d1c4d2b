import type { MessagePort } from 'node:worker_threads'
import type { RecordBatch } from './batch.ts'

/** What goes over a log port, and what the reader answers once it has taken the batch over. */
export type BatchMessage = { kind: 'batch'; id: number; batch: RecordBatch }
export type BatchAck = { kind: 'ack'; id: number }

/** Where batches go. A batch that is not acknowledged counts against the writer's limit. */
export type RecordSink = {
  post(message: BatchMessage, transfer: ArrayBuffer[]): void
  onAck(listener: (id: number) => void): void
  close(): void
}

export function portSink(port: MessagePort): RecordSink {
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    onAck: (listener) => {
      port.on('message', (message: BatchAck) => listener(message.id))
      port.unref()
    },
    close: () => port.close(),
  }
}

/** Takes everything over at once and keeps nothing: for a program that has no store, such as a benchmark of the answers alone. */
export function forgetfulSink(): RecordSink {
  let acknowledge: (id: number) => void = () => undefined
  return {
    post: ({ id }) => queueMicrotask(() => acknowledge(id)),
    onAck: (listener) => (acknowledge = listener),
    close: () => undefined,
  }
}
