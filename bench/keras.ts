import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gatherExamples, type Examples } from '../core/dataset/examples.ts'
import { architectures } from '../core/model/architectures/index.ts'
import { readParameters } from '../core/model/architectures/parameters.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { encodedBatches, writeBatches } from './keras/batches.ts'
import { kerasFolder } from './keras/install.ts'
import { KINDS, startKeras } from './keras/keras-side.ts'
import { productPass, type Pass } from './keras/product-side.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { median } from './parts/figures.ts'

/**
 * The product's trainer beside Python's Keras: the default network, the same encoded batches, the same rates, the same TensorFlow library with as many
 * threads, in turns. Neither side encodes; that the product encodes as well is measured by itself.
 *
 *   npm run bench:keras [-- rounds] [names] [file for the figures]
 */
const ROUNDS = Number(process.argv[2] ?? 5)
const NAMES = Number(process.argv[3] ?? 40_000)
const FILE = process.argv[4] ?? resolve(import.meta.dirname, '../docs/keras.json')
const BATCH = 512
const DATA = resolve(import.meta.dirname, '../../shared/data/train.tsv.gz')

if (!existsSync(DATA)) {
  console.error(`skipped: ${DATA} is not there`)
  process.exit(0)
}
prepareNativeLibrary()
warnWhenBusy()
await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-keras-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))

const packages = kerasFolder()
const { tf } = await loadTensorFlow(['tensorflow'])
const examples = await training()
const architecture = architectures[0]!
const parameters = readParameters(architecture.parameters, {})
if (!parameters.ok) throw new Error(parameters.reason)
const network = architecture.build({ tf, parameters: parameters.value, seed: 1 })
network.prepare?.(examples, true)
const recipe = architecture.recipe(parameters.value, 'new')
const ready = encodedBatches(network, examples, BATCH)
writeBatches(folder, { network, ready, rates: { table: recipe.bagRate, network: recipe.rate }, farthest: 6 })
const keras = scene.use(await startKeras(packages, folder))

const passes: Record<string, Pass[]> = {}
const take = (side: string, pass: Pass): void => void (passes[side] ??= []).push(pass)
for (let round = 0; round < ROUNDS; round++) {
  take('product', productPass({ tf, network, recipe, ready }, { encode: false }))
  for (const kind of KINDS) take(kind, await keras.pass(kind))
  take('product with encoding', productPass({ tf, network, recipe, ready }, { encode: true }))
}

const names = examples.names.length
type Clock = 'seconds' | 'processor'
const rates = (clock: Clock) =>
  Object.fromEntries(
    Object.entries(passes).map(([side, all]) => [side, Math.round(median(all.map((pass) => names / pass[clock])))])
  )
/** How many times as many examples the product gets through, in each round; above 1 it is the faster one. */
const ratios = (clock: Clock) =>
  Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      median(passes.product!.map((pass, round) => passes[kind]![round]![clock] / pass[clock])),
    ])
  )
const figures = {
  command: 'npm run bench:keras',
  machine: machineText(),
  versions: keras.versions,
  network: `${architecture.name}, ${names} names, batches of ${BATCH}, ${process.env.TF_NUM_INTRAOP_THREADS ?? '?'} thread(s)`,
  rounds: ROUNDS,
  examplesPerSecond: rates('seconds'),
  examplesPerProcessorSecond: rates('processor'),
  ratioToKeras: { byTime: ratios('seconds'), byProcessorTime: ratios('processor') },
  meanLoss: Object.fromEntries(Object.entries(passes).map(([side, [first]]) => [side, first!.loss])),
}
console.log(JSON.stringify(figures, null, 2))
writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`)

async function training(): Promise<Examples> {
  const read = await gatherExamples({
    sources: [{ path: DATA, assumedLabel: null, without: [{ column: 'source', value: 'cf100k' }] }],
    vetted: [],
    vettedWeight: 0,
    sampleSize: Math.ceil(NAMES / 0.8),
    seed: 1,
  })
  if (!read.ok) throw new Error(read.fault.message)
  return read.value.splits.training
}
