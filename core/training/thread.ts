import { parentPort, workerData } from 'node:worker_threads'
import { loadTensorFlow } from '../model/tensorflow.ts'
import { workInBackground } from '../system/background.ts'
import { systemClock } from '../system/clock.ts'
import type { TrainingJob } from './job.ts'
import { train } from './train.ts'

/** The trainer's thread lives for one run. `asked` lies in shared memory, so that a computation without pause still sees it. */
const { job, asked } = workerData as { job: TrainingJob; asked: SharedArrayBuffer }

workInBackground()

const runtime = await loadTensorFlow()
await train(job, {
  runtime,
  clock: systemClock,
  asked: new Int32Array(asked),
  send: (event) => parentPort!.postMessage(event),
})
