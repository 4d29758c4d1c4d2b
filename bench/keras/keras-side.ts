import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Pass } from './product-side.ts'

/** How Keras updates the table: by its own Adagrad, or by TensorFlow's kernel for sparse rows. */
export const KINDS = ['keras', 'kernel'] as const
export type Kind = (typeof KINDS)[number]

export interface KerasSide extends AsyncDisposable {
  versions: { tensorflow: string; keras: string }
  pass(kind: Kind): Promise<Pass>
}

/** Starts Python once; it waits while the other side works. The library reads its number of threads from the environment, as the product's does. */
export async function startKeras(packages: string, folder: string): Promise<KerasSide> {
  const script = join(import.meta.dirname, 'keras_side.py')
  const env = { ...process.env, PYTHONPATH: packages, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' }
  const child = spawn('python3', [script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const line = await lines.next()
    if (line.done === true) throw new Error('the Python side has ended; its words stand above')
    return JSON.parse(line.value)
  }
  return {
    versions: (await answer()) as KerasSide['versions'],
    pass: async (kind) => {
      child.stdin.write(`${kind}\n`)
      return (await answer()) as Pass
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
