import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { binding, node24 } from '../places.mjs'
import { run } from '../run.mjs'

// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed; the product defines it likewise.
const trial = `
  const util = require('node:util')
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  const tf = require('@tensorflow/tfjs-node-gpu')
  tf.ready().then(() => {
    const [answer] = tf.matMul([[6]], [[7]]).dataSync()
    const gpu = tf.backend().isUsingGpuDevice === true
    console.log(JSON.stringify({ version: tf.version['tfjs-node'], backend: tf.getBackend(), gpu, answer }))
  })
`

/** Computes something in a child process: a library that crashes must not take the set-up along. */
export async function verified() {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', TF_FORCE_GPU_ALLOW_GROWTH: 'true' }
  const printed = await run(node24, ['-e', trial], { env, withinMs: 120_000 })
  const found = JSON.parse(printed.trim().split('\n').at(-1))
  if (found.backend !== 'tensorflow' || found.answer !== 42) throw new Error(`the binding answered ${printed.trim()}`)
  return { ...found, libraryBytes: bytesIn(join(binding, 'deps', 'lib')) }
}

function bytesIn(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}
