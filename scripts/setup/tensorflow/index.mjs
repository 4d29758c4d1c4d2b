import { rememberedFailure, rememberFailure } from '../failures.mjs'
import { firstKit, settled, wantedKits } from './choice.mjs'
import { fromOwnDownload } from './download.mjs'
import { gpu } from './gpu.mjs'
import { cachedKit, isLaidOut, kitName, layOut, tensorflowVersion } from './kit.mjs'
import { fromWheel } from './wheel.mjs'

const failure = (kind) => rememberedFailure(kitName(kind))

/** The published GPU library wants CUDA 11 from the machine; Python's wheel brings its own CUDA 12, so it goes first. */
const roads = (kind) =>
  kind === 'gpu' ? [cachedKit, fromWheel, fromOwnDownload] : [cachedKit, fromOwnDownload, fromWheel]

/**
 * The native TensorFlow library and the binding that is linked with it (docs/decisions: native TensorFlow), for the GPU where there is one that can
 * be used, else for the processor. In order: what is already there, what the cache has, then the roads above. Where none leads to one,
 * TensorFlow.js computes in WebAssembly.
 */
export const tensorflow = {
  done: () => settled(wantedKits(gpu()), { laidOut: isLaidOut, failure }),
  async carryOut() {
    const remember = (kind, why) => rememberFailure(kitName(kind), why)
    await firstKit(wantedKits(gpu()), { roads, layOut, laidOut: isLaidOut, failure, remember })
  },
  missing() {
    const wanted = wantedKits(gpu())
    const got = wanted.find(isLaidOut)
    if (got === undefined)
      return `The native TensorFlow library is not to be had (${failure('cpu') ?? 'unknown'}): the model runs on the WebAssembly backend, slower.`
    if (got !== wanted[0])
      return `The GPU is not used (${failure('gpu') ?? 'unknown'}): the model runs on the processor.`
    return gpu().kind === 'unusable'
      ? `The GPU is not used (${gpu().why}): the model runs on the processor.`
      : undefined
  },
  version: tensorflowVersion,
}
