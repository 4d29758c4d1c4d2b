import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { receiverOver } from './bridge.ts'
import type { DoorsConfig, DoorState } from './config.ts'
import { encryptedDoors } from './encrypted.ts'

/** The thread of the encrypted doors: handshakes and HTTP never keep plain DNS waiting (docs/decisions/0131). */
const resolver = parentPort
if (resolver === null) throw new Error('this file is the thread of the encrypted doors, started by doors.ts')

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
