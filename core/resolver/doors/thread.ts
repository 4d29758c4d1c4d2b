import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { receiverOver } from './bridge.ts'
import type { DoorsConfig, DoorState } from './config.ts'
import { encryptedDoors } from './encrypted.ts'

/** The thread of the encrypted doors: handshakes and HTTP never keep plain DNS waiting (docs/decisions/0131). */
const resolver = parentPort
if (resolver === null) throw new Error('this file is the thread of the encrypted doors, started by doors.ts')

/**
 * Node makes an error for each HTTP/2 stream that ends before its last write is reported, throws it away, and spends a tenth of a request on its stack
 * (docs/decisions/0131). Of an error that ends this thread its message is told.
 */
Error.stackTraceLimit = 0

export type DoorsThreadStart = { questions: MessagePort }
export type ToDoorsThread = { number: number; config: DoorsConfig }
export type FromDoorsThread = { number: number; states: DoorState[] }

const { questions } = workerData as DoorsThreadStart
const doors = encryptedDoors(receiverOver(questions))
let turn: Promise<unknown> = Promise.resolve()
resolver.on('message', ({ number, config }: ToDoorsThread) => {
  turn = turn.then(async () =>
    resolver.postMessage({ number, states: await doors.follow(config) } satisfies FromDoorsThread)
  )
})
