import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { built, ROOT } from './build.ts'
import { startProduct } from './product.ts'
import { startServer } from './server-process.ts'

/** The built product before an upstream that answers at once, in a folder of its own: all of it ends with `scene`. */
export async function stageProduct(scene: AsyncDisposableStack, { name, core }: { name: string; core: string }) {
  const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`))
  scene.defer(() => rmSync(folder, { recursive: true, force: true }))
  const upstream = scene.use(
    await startServer({
      core,
      command: process.execPath,
      args: [join(import.meta.dirname, 'upstream.ts')],
      ready: /ready (\d+)/,
    })
  )
  const upstreamPort = Number(upstream.said)
  const product = scene.use(
    await startProduct({ bundle: built(ROOT), core, upstreamPort, dataFolder: join(folder, 'data') })
  )
  return { folder, upstream, product }
}
