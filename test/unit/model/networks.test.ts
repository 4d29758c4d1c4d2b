import { beforeAll, expect, test } from 'vitest'
import util from 'node:util'
import { ngramLinear } from '../../../core/model/architectures/ngram-linear.ts'
import { domainNet } from '../../../core/model/architectures/domain-net.ts'
import { mlbridgeCnn } from '../../../core/model/architectures/mlbridge-cnn.ts'
import { readParameters } from '../../../core/model/architectures/parameters.ts'
import { EmbeddingBag } from '../../../core/model/embedding-bag.ts'
import { logitsOf } from '../../../core/model/forward.ts'
import { bytesOf, restore } from '../../../core/model/network-weights.ts'
import { seeded } from '../../../core/model/random.ts'
import { loadTensorFlow, restoreRemovedUtil, type Runtime } from '../../../core/model/tensorflow.ts'
import { inventedNames } from '../invented-names.ts'

let runtime: Runtime
beforeAll(async () => {
  runtime = await loadTensorFlow()
}, 60_000)

const names = inventedNames(40).map(({ name }) => name)

function linear(bits = 12) {
  const network = ngramLinear.build({
    tf: runtime.tf,
    parameters: { tableBits: bits, learningRate: 0.2, prefixed: 0 },
    seed: 1,
  })
  const random = seeded(3)
  const { table } = network.bags[0]!
  for (let at = 0; at < table.length; at++) table[at] = random() - 0.5
  return network
}

test('what Node 23 took out of util is put back for the binding, once', () => {
  restoreRemovedUtil()
  const { isNullOrUndefined } = util as unknown as { isNullOrUndefined: (value: unknown) => boolean }
  expect([null, undefined, 0, ''].map(isNullOrUndefined)).toEqual([true, true, false, false])
})

test('a backend that cannot be had is passed over with its reason, and none at all is said', async () => {
  await expect(loadTensorFlow([])).rejects.toThrow('no TensorFlow.js backend works here')
})

test('a name scores the same alone, in a batch and with www. before it', () => {
  const network = linear()
  const together = logitsOf(runtime.tf, network, names)
  names.forEach((name, at) => {
    expect(logitsOf(runtime.tf, network, [name])[0]).toBeCloseTo(together[at]!, 5)
    expect(logitsOf(runtime.tf, network, [`www.${name}`])[0]).toBeCloseTo(together[at]!, 5)
  })
  network.dispose()
})

test('a table that serves as bytes gives what its floats give, to its precision, and learns on from there', () => {
  const settings = { name: 'table', rows: 64, width: 3, spread: 0.5, seed: 4 }
  const [learnt, served] = [new EmbeddingBag(settings), new EmbeddingBag({ ...settings, spread: 0 })]
  const scale = 0.5 / 127
  served.settle(
    Int8Array.from(learnt.table, (weight) => Math.round(weight / scale)),
    scale
  )
  const bag = { ids: Int32Array.of(1, 5, 5, 63), offsets: Int32Array.of(0, 3, 4), sizes: Int32Array.of(9, 1) }
  const [exact, close] = [learnt.pool(bag), served.pool(bag)]
  exact.forEach((value, at) => expect(close[at]).toBeCloseTo(value, 2))
  // Nine features, of which three have a row: what is unknown counts as much as what is known.
  expect(exact[0]).toBeCloseTo((learnt.table[3]! + 2 * learnt.table[15]!) / 3, 5)
  served.step(bag, new Float32Array(6).fill(1), { rate: 0.1, decay: 0 })
  expect(served.pool(bag)[0]!).toBeLessThan(close[0]!)
})

test('a bag that remembers squares moves by the size of a gradient, without them by its sign alone', () => {
  const moved = (gradient: number, remembered: number): number => {
    const bag = new EmbeddingBag({ name: 'table', rows: 4, width: 1, spread: 0, seed: 1 })
    bag.squares = new Float32Array(4).fill(remembered)
    bag.step({ ids: Int32Array.of(2), offsets: Int32Array.of(0, 1) }, Float32Array.of(gradient), {
      rate: 0.1,
      decay: 0,
    })
    return bag.table[2]!
  }
  expect(moved(0.05, 0)).toBeCloseTo(-0.1, 5)
  expect(moved(0.5, 0)).toBeCloseTo(-0.1, 5)
  expect(moved(0.05, 0.1)).toBeCloseTo(-0.1 * (0.05 / Math.sqrt(0.1 + 0.05 ** 2)), 5)
  expect(moved(0.5, 0.1)).toBeCloseTo(-0.1 * (0.5 / Math.sqrt(0.1 + 0.5 ** 2)), 5)
})

test('weights of another size, or with a value that is no number, are refused', async () => {
  const [network, other] = [linear(12), linear(10)]
  expect(await restore(runtime.tf, other, bytesOf(network, false))).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('"table" is 4096×1, not 1024×1') as string },
  })
  network.bags[0]!.table[0] = NaN
  expect(await restore(runtime.tf, linear(12), bytesOf(network, true))).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('not a number') as string },
  })
})

test('unknown parameters, words and numbers out of range are refused with the field', () => {
  expect(readParameters(mlbridgeCnn.parameters, { depth: 3 })).toEqual({
    ok: false,
    reason: 'it has no parameter "depth"',
  })
  expect(readParameters(mlbridgeCnn.parameters, { learningRate: 'fast' })).toEqual({
    ok: false,
    reason: 'Learning rate: it is a number',
  })
  expect(readParameters(ngramLinear.parameters, { tableBits: 12.5 })).toEqual({
    ok: false,
    reason: 'Table size (bits): it is a whole number',
  })
  expect(readParameters(ngramLinear.parameters, {})).toMatchObject({ ok: true, value: { tableBits: 22 } })
})

// Last: it changes the backend of this process.
test('the backends that stand in score as the first one does, to 1e-3', async () => {
  for (const architecture of [ngramLinear, domainNet, mlbridgeCnn]) {
    const bits = architecture === domainNet ? { tableBits: 12, countBits: 12 } : { tableBits: 12 }
    const parameters = readParameters(architecture.parameters, architecture === mlbridgeCnn ? {} : bits)
    if (!parameters.ok) throw new Error(parameters.reason)
    const build = (tf: Runtime['tf']) => architecture.build({ tf, parameters: parameters.value, seed: 2 })
    const first = await loadTensorFlow()
    const network = build(first.tf)
    const file = bytesOf(network, true)
    const expected = logitsOf(first.tf, network, names)
    for (const backend of ['wasm', 'cpu'] as const) {
      const { tf, backend: used } = await loadTensorFlow([backend])
      expect(used).toBe(backend)
      const other = build(tf)
      expect((await restore(tf, other, file)).ok).toBe(true)
      logitsOf(tf, other, names).forEach((logit, at) => expect(Math.abs(logit - expected[at]!)).toBeLessThan(1e-3))
    }
  }
}, 60_000)
