import type { Network, Recipe } from '../../core/model/architectures/architecture.ts'
import { EmbeddingBag } from '../../core/model/embedding-bag.ts'
import { seeded } from '../../core/model/random.ts'
import type { TensorFlow } from '../../core/model/tensorflow.ts'
import { createOptimizer } from '../../core/training/optimizer.ts'
import { scheduled } from '../../core/training/schedule.ts'
import type { Ready } from './batches.ts'

/** `processor`: seconds of processor time, of all threads, which other work on the machine does not stretch as much. */
export type Pass = { seconds: number; processor: number; loss: number }

type Given = { tf: TensorFlow; network: Network; recipe: Recipe; ready: readonly Ready[] }

/**
 * One pass of the product's own optimizer over the batches, from the same weights every time: an empty table, and the variables as they are. `encode`: with
 * encoding, as in a training run.
 */
export function productPass({ tf, network, recipe, ready }: Given, { encode }: { encode: boolean }): Pass {
  const before = network.variables.map((variable) => tf.tidy(() => variable.clone()))
  const feed = { next: 0 }
  const fed: Network = {
    bags: network.bags.map(({ name, rows, width, stored }) => {
      return new EmbeddingBag({ name, rows, width, stored, spread: 0, seed: 1 })
    }),
    variables: network.variables,
    bias: network.bias,
    heads: network.heads ?? null,
    logits: (given) => network.logits(given),
    encode: (names, noise) => (encode ? network.encode(names, noise) : ready[feed.next]!.encoded),
    dispose: () => undefined,
  }
  const optimizer = createOptimizer({ tf, network: fed, recipe, random: seeded(1) })
  const step = (at: number, factor: number): number => {
    feed.next = at
    return optimizer.step(ready[at]!.batch, factor).loss
  }
  // Warms up at a rate of nothing, as the other side does.
  for (const at of [0, ready.length - 1]) step(at, 0)
  const [used, started] = [process.cpuUsage(), performance.now()]
  let loss = 0
  for (let at = 0; at < ready.length; at++) loss += step(at, scheduled('falling', at / ready.length))
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(used)
  optimizer.dispose()
  network.variables.forEach((variable, at) => tf.tidy(() => variable.assign(before[at]!)))
  tf.dispose(before)
  const names = ready.reduce((sum, { encoded }) => sum + encoded.names, 0)
  return { seconds, processor: (user + system) / 1e6, loss: loss / names }
}
