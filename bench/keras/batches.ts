import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Examples } from '../../core/dataset/examples.ts'
import type { Encoded, Network } from '../../core/model/architectures/architecture.ts'
import { scaleOf, sizeOf } from '../../core/model/embedding-bag.ts'
import { kindSlots } from '../../core/model/kinds.ts'
import { seeded } from '../../core/model/random.ts'
import type { Batch } from '../../core/training/optimizer.ts'

/** A batch that is encoded once and learnt from as often as is wanted. */
export type Ready = { batch: Batch; encoded: Encoded }

export function encodedBatches(network: Network, examples: Examples, batchSize: number): Ready[] {
  const random = seeded(1)
  const ready: Ready[] = []
  for (let from = 0; from < examples.names.length; from += batchSize) {
    const names = examples.names.slice(from, from + batchSize)
    const batch = {
      names,
      labels: Float32Array.from(examples.labels.subarray(from, from + batchSize)),
      weights: new Float32Array(names.length).fill(1),
      kinds: examples.kinds.slice(from, from + batchSize),
    } satisfies Batch
    ready.push({ batch, encoded: copied(network.encode(names, random)) })
  }
  return ready
}

/** An encoder may reuse its arrays. */
function copied({ names, bags, inputs }: Encoded): Encoded {
  return {
    names,
    bags: bags.map((bag) => ({ ...bag, ids: bag.ids.slice(0, bag.offsets[names]), offsets: bag.offsets.slice() })),
    inputs: inputs.map((input) => ({ ...input, values: input.values.slice() })),
  }
}

type Described = {
  network: Network
  ready: readonly Ready[]
  rates: { table: number; network: number }
  farthest: number
}

/** Everything that keras_side.py needs: the batches, the weights before the first step, and what each variable is. */
export function writeBatches(folder: string, { network, ready, rates, farthest }: Described): void {
  const [bag] = network.bags
  const [bias, ...deep] = network.variables
  if (bag === undefined || bias === undefined)
    throw new Error('the default network has a table and a bias beside its perceptron')
  const denseWidth = ready[0]!.encoded.inputs[0]!.shape[1]!
  const vectors = (network.settled ?? []).filter(({ shape }) => shape.length === 1 && shape[0] === denseWidth)
  const [mean, deviation] = vectors
  if (mean === undefined || deviation === undefined)
    throw new Error('the default network standardises its dense features')
  const unused = (network.settled ?? []).find(({ shape }) => shape.length === 1 && shape[0] === bag.width)
  if (unused === undefined) throw new Error('the default network says which columns of its table no kind has')
  const write = (name: string, values: ArrayBufferView): void =>
    writeFileSync(join(folder, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  write('ids.i32', joinedInts(ready.map(({ encoded }) => encoded.bags[0]!.ids)))
  write('offsets.i32', offsetsOf(ready))
  write('scales.f32', scalesOf(ready))
  write('dense.f32', joinedFloats(ready.map(({ encoded }) => encoded.inputs[0]!.values)))
  write('labels.f32', joinedFloats(ready.map(({ batch }) => batch.labels)))
  const truths = {
    labels: ready.flatMap(({ batch }) => [...batch.labels]),
    kinds: ready.flatMap(({ batch }) => batch.kinds),
  }
  const { slotOf } = kindSlots(truths, bag.width / 2)
  write(
    'slots.i32',
    Int32Array.from(truths.kinds, (kind, at) => slotOf(truths.labels[at]!, kind))
  )
  write('unused.f32', unused.dataSync<'float32'>())
  write('mean.f32', mean.dataSync<'float32'>())
  write('deviation.f32', deviation.dataSync<'float32'>())
  deep.forEach((variable, at) => write(`deep-${at}.f32`, variable.dataSync<'float32'>()))
  const hidden = deep.filter(({ shape }) => shape.length === 2).map(({ shape }) => shape[1]!)
  writeFileSync(
    join(folder, 'meta.json'),
    JSON.stringify({
      names: ready.reduce((sum, { encoded }) => sum + encoded.names, 0),
      batch: ready[0]!.encoded.names,
      rows: bag.rows,
      width: bag.width,
      biasShape: bias.shape,
      denseWidth,
      hidden: hidden.slice(0, -1),
      tableRate: rates.table,
      networkRate: rates.network,
      farthest,
      kinds: ['keras', 'kernel'],
    })
  )
}

function offsetsOf(ready: readonly Ready[]): Int32Array {
  const offsets = [0]
  for (const { encoded } of ready) {
    const [bag] = encoded.bags
    const from = offsets.at(-1)!
    for (let name = 1; name <= encoded.names; name++) offsets.push(from + bag!.offsets[name]!)
  }
  return Int32Array.from(offsets)
}

function scalesOf(ready: readonly Ready[]): Float32Array {
  return Float32Array.from(
    ready.flatMap(({ encoded: { names, bags } }) =>
      Array.from({ length: names }, (_, name) => scaleOf(sizeOf(bags[0]!, name)))
    )
  )
}

function joinedInts(parts: readonly Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part]))
}

function joinedFloats(parts: readonly (Float32Array | Int32Array)[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]))
}
