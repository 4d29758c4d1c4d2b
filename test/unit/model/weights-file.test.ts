import { expect, test } from 'vitest'
import { readWeights, writeWeights, type StoredTensor } from '../../../core/model/weights-file.ts'

const weights = [
  { name: 'exact', shape: [2, 2], values: Float32Array.of(1.5, -2.25, 0, 1e-20), as: 'float32' as const },
  { name: 'rounded', shape: [4, 1], values: Float32Array.of(0.5, -1.27, 0, 0.011), as: 'eighth' as const },
]

/** What a tensor of the file stands for. */
function floatsOf(tensor: StoredTensor): Float32Array {
  const scale = 'scale' in tensor ? tensor.scale : 1
  return Float32Array.from(tensor.values, (value) => value * scale)
}

test('32-bit weights come back exactly, 8-bit ones to half a step', async () => {
  const read = await readWeights(writeWeights(weights))
  if (!read.ok) throw new Error(read.fault.message)
  expect(read.value.get('exact')).toEqual({ shape: [2, 2], values: weights[0]!.values, as: 'float32' })
  const rounded = floatsOf(read.value.get('rounded')!)
  rounded.forEach((value, at) => expect(Math.abs(value - weights[1]!.values[at]!)).toBeLessThanOrEqual(0.005 + 1e-6))
})

test('what was rounded once is not changed by rounding again', async () => {
  const once = await readWeights(writeWeights(weights))
  if (!once.ok) throw new Error(once.fault.message)
  const again = [...once.value].map(([name, tensor]) => ({
    name,
    shape: tensor.shape,
    values: floatsOf(tensor),
    as: tensor.as as 'float32' | 'eighth',
  }))
  const twice = await readWeights(writeWeights(again))
  if (!twice.ok) throw new Error(twice.fault.message)
  expect(twice.value.get('rounded')!.values).toEqual(once.value.get('rounded')!.values)
})

const packed = writeWeights([
  {
    name: 'sparse',
    shape: [4096, 1],
    values: Float32Array.from({ length: 4096 }, (_, at) => (at % 64 === 0 ? 1.27 : 0)),
    as: 'packed',
  },
  { name: 'counted', shape: [4], values: Uint8Array.of(0, 255, 7, 1), as: 'bytes' },
])

test('a table that is mostly zeros is stored small and comes back, bytes come back exactly', async () => {
  expect(packed.length).toBeLessThan(600)
  const read = await readWeights(packed)
  if (!read.ok) throw new Error(read.fault.message)
  const sparse = read.value.get('sparse')!
  expect(sparse.shape).toEqual([4096, 1])
  floatsOf(sparse).forEach((value, at) => expect(value).toBeCloseTo(at % 64 === 0 ? 1.27 : 0, 5))
  expect([...read.value.get('counted')!.values]).toEqual([0, 255, 7, 1])
})

test.each([
  ['a smaller shape than it unpacks to', '[4096,1]', '[1096,1]'],
  ['a shape that no memory has', '[4096,1]', '[4e99,1]'],
  ['another coding', 'packed\\",\\"shape', 'pocked\\",\\"shape'],
])('a packed tensor with %s is refused', async (_, from, to) => {
  const text = new TextDecoder('latin1').decode(packed)
  expect(text).toContain(from)
  const spoilt = Uint8Array.from(text.replace(from, to), (unit, at) => (at < 700 ? unit.charCodeAt(0) : packed[at]!))
  expect(await readWeights(spoilt)).toEqual({
    ok: false,
    fault: { kind: 'bad-weights', message: 'the tensor "sparse" cannot be unpacked' },
  })
})

const whole = writeWeights(weights)
test.each([
  ['nothing', new Uint8Array(0), 'it is too short'],
  [
    'a header that is longer than the file',
    Uint8Array.from(whole, (byte, at) => (at === 2 ? 0x0f : byte)),
    'its header is damaged',
  ],
  [
    'a header that is not JSON',
    Uint8Array.from(whole, (byte, at) => (at === 8 ? 0x21 : byte)),
    'its header is not JSON',
  ],
  ['a file that ends too early', whole.subarray(0, whole.length - 1), 'the tensor "rounded" does not fit the file'],
])('%s is refused', async (_, file, message) => {
  expect(await readWeights(file)).toEqual({ ok: false, fault: { kind: 'bad-weights', message } })
})
