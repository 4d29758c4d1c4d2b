import type { Network, Recipe } from '../../core/model/architectures/architecture.ts'
import { bytesOf, restore } from '../../core/model/network-weights.ts'
import { seeded } from '../../core/model/random.ts'
import type { TensorFlow } from '../../core/model/tensorflow.ts'
import { createOptimizer } from '../../core/training/optimizer.ts'
import { scheduled } from '../../core/training/schedule.ts'
import type { Ready } from './batches.ts'

export type Pass = { seconds: number; loss: number }

type Given = { tf: TensorFlow; network: Network; recipe: Recipe; ready: readonly Ready[] }

/** One pass of the product's own optimizer over the batches, from the same weights every time. `encode`: with encoding, as in a training run. */
export function productPass({ tf, network, recipe, ready }: Given, { encode }: { encode: boolean }): Pass {
  const before = bytesOf(network, true)
  const feed = { next: 0 }
  const fed: Network = {
    bags: network.bags,
    variables: network.variables,
    bias: network.bias,
    heads: network.heads ?? null,
    logits: (given) => network.logits(given),
    encode: (names, noise) => (encode ? network.encode(names, noise) : ready[feed.next]!.encoded),
    dispose: () => undefined,
  }
  const optimizer = createOptimizer({ tf, network: fed, recipe, random: seeded(1) })
  const started = performance.now()
  let loss = 0
  ready.forEach(({ batch }, at) => {
    feed.next = at
    loss += optimizer.step(batch, scheduled(recipe.schedule, at / ready.length)).loss
  })
  const seconds = (performance.now() - started) / 1000
  optimizer.dispose()
  const restored = restore(tf, network, before)
  if (!restored.ok) throw new Error(restored.fault.message)
  const names = ready.reduce((sum, { encoded }) => sum + encoded.names, 0)
  return { seconds, loss: loss / names }
}
