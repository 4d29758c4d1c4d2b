import { parentPort, workerData } from 'node:worker_threads'
import { RUNS, type RunName } from './runs.ts'
import { progressIn, type Ports } from './watch.ts'

/** One run in a thread of its own, so that main sees it when it hangs. */
export type RunStart = { name: RunName; seed: number; packets: number; ports: Ports; shared: SharedArrayBuffer }

const { name, seed, packets, ports, shared } = workerData as RunStart
parentPort!.postMessage(await RUNS[name].run({ seed, packets, ports, progress: progressIn(shared) }))
