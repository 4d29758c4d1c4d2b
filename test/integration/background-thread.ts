import { parentPort } from 'node:worker_threads'
import { workInBackground } from '../../core/system/background.ts'
import { schedulingOf } from './scheduling.ts'

workInBackground()
parentPort!.postMessage(schedulingOf('/proc/thread-self/stat'))
