import { beforeAll, expect, test } from 'vitest'
import { domainNetServing, FEW_NAMES } from '../../../core/model/architectures/domain-net-serving.ts'
import { domainNet } from '../../../core/model/architectures/domain-net.ts'
import { servingOf } from '../../../core/model/architectures/index.ts'
import type { Network } from '../../../core/model/architectures/architecture.ts'
import { readParameters } from '../../../core/model/architectures/parameters.ts'
import { logitsOf } from '../../../core/model/forward.ts'
import { seeded } from '../../../core/model/random.ts'
import { loadTensorFlow, type Runtime } from '../../../core/model/tensorflow.ts'
import { inventedNames } from '../invented-names.ts'

let runtime: Runtime
beforeAll(async () => {
  runtime = await loadTensorFlow()
}, 60_000)

const examples = inventedNames(300)
const names = examples.map(({ name }) => name)
const labels = Uint8Array.from(examples, ({ label }) => label)

/** Counted and standardised on invented names, every weight by chance. */
function network(fresh: boolean): Network {
  const { tf } = runtime
  const parameters = readParameters(domainNet.parameters, { tableBits: 12, countBits: 12, kinds: 3, units: 7 })
  if (!parameters.ok) throw new Error(parameters.reason)
  const built = domainNet.build({ tf, parameters: parameters.value, seed: 1 })
  const kinds = names.map((_, at) => (labels[at] === 1 ? `kind ${at % 2}` : null))
  built.prepare!({ names, labels, kinds }, true)
  const random = seeded(5)
  const byChance = (length: number) => Float32Array.from({ length }, () => random() - 0.5)
  built.bags[0]!.table = byChance(built.bags[0]!.table.length)
  // The last of what is settled: shares and bias.
  for (const variable of [...built.variables, ...built.settled!.slice(-2)])
    tf.tidy(() => variable.assign(tf.tensor(byChance(variable.size), variable.shape)))
  if (!fresh) built.prepare!({ names, labels, kinds }, false)
  return built
}

test.each([true, false])('what serves says what was trained, alone and in a batch (fresh: %s)', (fresh) => {
  const trained = network(fresh)
  const asked = [...names, 'never-met.example', 'a.b.c.xn--p1ai', '']
  const expected = logitsOf(runtime.tf, trained, asked)
  const tensors = runtime.tf.memory().numTensors
  const serving = domainNetServing(runtime.tf, trained)
  const together = serving.logits(trained.encode(asked, null))
  expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.5)
  asked.forEach((name, at) => {
    expect(together[at]).toBeCloseTo(expected[at]!, 4)
    expect(serving.logits(trained.encode([name], null))[0]).toBeCloseTo(together[at]!, 4)
  })
  for (const few of [FEW_NAMES, FEW_NAMES + 1]) {
    const logits = serving.logits(trained.encode(asked.slice(0, few), null))
    logits.forEach((logit, at) => expect(logit).toBeCloseTo(expected[at]!, 4))
  }
  serving.dispose()
  expect(runtime.tf.memory().numTensors).toBe(tensors)
  trained.dispose()
})

test('only an architecture that has a shorter way is served by it', () => {
  const trained = network(true)
  const serving = servingOf(runtime.tf, 'domain-net', trained)
  expect(serving).not.toBeNull()
  serving?.dispose()
  expect(servingOf(runtime.tf, 'ngram-linear', trained)).toBeNull()
  trained.dispose()
})
