import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import util from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { keepAddonsLoaded } from './keep-loaded.ts'

export type TensorFlow = typeof import('@tensorflow/tfjs')
export type BackendName = 'tensorflow' | 'wasm' | 'cpu'

export type Device = 'GPU' | 'CPU'

/** `device` is what the arithmetic runs on; `note` says why a faster backend is not in use, null when the native library computes. */
export type Runtime = { tf: TensorFlow; backend: BackendName; device: Device; note: string | null }

const ALL: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu']

/**
 * Read by the native library when it is loaded, from the environment of the process: a worker only has a copy of it, so the main
 * thread calls this before it starts one. One core is left to everything else; with one thread, TensorFlow computes on the thread that
 * asks, so that the trainer's low priority holds for its arithmetic too.
 */
export function prepareNativeLibrary(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_NUM_INTRAOP_THREADS ??= String(Math.max(1, availableParallelism() - 1))
  process.env.TF_NUM_INTEROP_THREADS ??= '1'
  // Otherwise TensorFlow takes all memory of a GPU at once, and the desktop draws with what is left.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed. */
export function restoreRemovedUtil(): void {
  if (!('isNullOrUndefined' in util)) {
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined })
  }
}

/** The first of `wanted` that works on this machine. Throws when none does. */
export async function loadTensorFlow(wanted: readonly BackendName[] = ALL): Promise<Runtime> {
  const reasons: string[] = []
  for (const backend of wanted) {
    try {
      const tf = await loaders[backend]()
      await tf.ready()
      if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js chose the backend "${tf.getBackend()}"`)
      return { tf, backend, device: deviceOf(tf), note: reasons.length === 0 ? null : reasons.join('; ') }
    } catch (error) {
      reasons.push(`${backend}: ${firstLine(error)}`)
    }
  }
  throw new Error(`no TensorFlow.js backend works here (${reasons.join('; ')})`)
}

/** tfjs-node asks the library it was linked with whether it took a GPU; the other backends know nothing of one. */
function deviceOf(tf: TensorFlow): Device {
  return Reflect.get(tf.backend(), 'isUsingGpuDevice') === true ? 'GPU' : 'CPU'
}

const loaders: Record<BackendName, () => Promise<TensorFlow>> = {
  async tensorflow() {
    if (isMainThread) prepareNativeLibrary()
    restoreRemovedUtil()
    keepAddonsLoaded()
    const library = (await import('@tensorflow/tfjs-node-gpu')) as unknown as { default: TensorFlow }
    await library.default.setBackend('tensorflow')
    return library.default
  },
  async wasm() {
    const tf = await plainLibrary()
    const wasm = await import('@tensorflow/tfjs-backend-wasm')
    const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))
    wasm.setWasmPaths(join(folder, 'wasm-out') + '/')
    await tf.setBackend('wasm')
    return tf
  },
  async cpu() {
    const tf = await plainLibrary()
    await tf.setBackend('cpu')
    return tf
  },
}

async function plainLibrary(): Promise<TensorFlow> {
  const library = (await import('@tensorflow/tfjs')) as unknown as TensorFlow & { default?: TensorFlow }
  return library.default ?? library
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300)
}
