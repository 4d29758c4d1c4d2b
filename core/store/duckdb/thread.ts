import { setPriority } from 'node:os'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { BatchAck, BatchMessage } from '../../log/sink.ts'
import { systemClock } from '../../system/clock.ts'
import { FolderInUse } from './day-files.ts'
import { Engine } from './engine.ts'
import type { FromThread, StoreStart, ToThread } from './protocol.ts'

/** Behind DNS, ahead of a training run. Linux gives priorities to threads, elsewhere it would be the whole program's. */
const NICE = 5

const main = parentPort
if (main === null) throw new Error('this file runs as a worker thread')
const post = (message: FromThread): void => main.postMessage(message)

if (process.platform === 'linux') setPriority(0, NICE)
const engine = await open((workerData as StoreStart).folder)
const ports = new Set<MessagePort>()

async function open(folder: string): Promise<Engine | null> {
  try {
    return await Engine.open({
      folder,
      clock: systemClock,
      notice: (text) => post({ kind: 'notice', text }),
      live: (part) => post({ kind: 'live', part }),
    })
  } catch (error) {
    const message =
      error instanceof FolderInUse
        ? 'another program has the query log open'
        : `the query log cannot be opened: ${text(error)}`
    post({ kind: 'failed', message })
    return null
  }
}

if (engine !== null) {
  main.on('message', (message: ToThread) => void receive(engine, message))
  post({ kind: 'ready' })
}

async function receive(engine: Engine, message: ToThread): Promise<void> {
  switch (message.kind) {
    case 'call':
      return answer(engine, message)
    case 'log-port':
      ports.add(message.port)
      message.port.on('message', (arrived: BatchMessage) => void takeIn(engine, message.port, arrived))
      return
    case 'close':
      return close(engine)
  }
}

async function answer(engine: Engine, { id, name, args }: ToThread & { kind: 'call' }): Promise<void> {
  try {
    const call = engine.calls[name] as (...args: unknown[]) => Promise<unknown>
    post({ kind: 'answer', id, value: await call(...args) })
  } catch (error) {
    post({ kind: 'refused', id, message: text(error) })
  }
}

async function takeIn(engine: Engine, port: MessagePort, { id, batch }: BatchMessage): Promise<void> {
  await engine.take(batch)
  port.postMessage({ kind: 'ack', id } satisfies BatchAck)
}

/** Ports first, so that everything acknowledged is part of the last flush. */
async function close(engine: Engine): Promise<void> {
  for (const port of ports) port.close()
  await engine.close()
  post({ kind: 'closed' })
  main?.close()
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
