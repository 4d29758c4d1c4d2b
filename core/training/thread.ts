import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { loadTensorFlow } from '../model/tensorflow.ts'
import { systemClock } from '../system/clock.ts'
import type { TrainingJob } from './job.ts'
import { train } from './train.ts'

/** The trainer's thread lives for one run. `asked` lies in shared memory, so that a computation without pause still sees it. */
const { job, asked } = workerData as { job: TrainingJob; asked: SharedArrayBuffer }
const LEAST_PRIORITY = 19

// On Linux a thread has a priority of its own, which 0, "the caller", names; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(0, LEAST_PRIORITY)

const runtime = await loadTensorFlow()
await train(job, {
  runtime,
  clock: systemClock,
  asked: new Int32Array(asked),
  send: (event) => parentPort!.postMessage(event),
})
