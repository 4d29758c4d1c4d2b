import { rememberedFailure, rememberFailure } from '../failures.mjs'
import { fromOwnDownload } from './download.mjs'
import { cachedKit, isLaidOut, kitName, layOut, tensorflowVersion } from './kit.mjs'
import { fromWheel } from './wheel.mjs'

/**
 * The native TensorFlow library and the binding that is linked with it (docs/decisions: native TensorFlow).
 * In order: what is already there, what the cache has, the package's own download, Python's wheel.
 * Where none can be had, TensorFlow.js computes in WebAssembly.
 */
export const tensorflow = {
  done: () => isLaidOut() || rememberedFailure(kitName()) !== undefined,
  async carryOut() {
    const faults = []
    for (const obtain of [cachedKit, fromOwnDownload, fromWheel]) {
      try {
        const kit = await obtain()
        if (kit) return await layOut(kit)
      } catch (fault) {
        faults.push(fault.message)
      }
    }
    rememberFailure(kitName(), faults.join('; '))
  },
  missing() {
    if (isLaidOut()) return undefined
    const why = rememberedFailure(kitName()) ?? 'unknown'
    return `The native TensorFlow library is not to be had (${why}): the model runs on the WebAssembly backend, slower.`
  },
  version: tensorflowVersion,
}
