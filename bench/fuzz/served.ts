import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { built, ROOT } from '../parts/build.ts'
import { privateBytes } from '../parts/processor-time.ts'
import { startProduct, type Product } from '../parts/product.ts'
import { startServer } from '../parts/server-process.ts'

/** The product as it ships, with an upstream that says all kinds of things, for a run through its real doors. */
export interface Served extends AsyncDisposable {
  readonly product: Product
  /** Private memory of the product in MB. */
  memory(): number
  /** Throws when it has ended, when a row of its store is missing, or when it knows of fewer answers than came. */
  sound(answered: number): Promise<{ rows: number; dropped: number }>
}

const ALL_CORES = `0-${availableParallelism() - 1}`

export async function openServed(): Promise<Served> {
  await using scene = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  scene.defer(() => rmSync(folder, { recursive: true, force: true }))
  const upstream = scene.use(
    await startServer({
      core: ALL_CORES,
      command: process.execPath,
      args: [join(import.meta.dirname, 'upstream.ts')],
      ready: /ready (\d+)/,
    })
  )
  const product = scene.use(
    await startProduct({
      encrypted: true,
      bundle: built(ROOT),
      core: ALL_CORES,
      upstreamPort: Number(upstream.said),
      dataFolder: join(folder, 'data'),
    })
  )
  const kept = scene.move()
  return {
    product,
    memory: () => Math.round(privateBytes(product.server.pid) / 2 ** 20),
    async sound(answered) {
      product.server.alive()
      upstream.alive()
      const { counters } = await product.health()
      const { rows, dropped, answered: logged } = await product.settled()
      // A thread that died and was replaced has forgotten what it answered.
      if (counters.queries === 0 && answered > 0) throw new Error('the resolver has started anew')
      if (rows + dropped !== logged) throw new Error(`${logged} answers to questions, and ${rows} rows`)
      return { rows, dropped }
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  }
}
