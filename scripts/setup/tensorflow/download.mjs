import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { binding, modules, node24 } from '../places.mjs'
import { run } from '../run.mjs'
import { announced } from '../say.mjs'
import { emptyFolder, keep } from './kit.mjs'

const host = process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE ?? 'https://storage.googleapis.com/'

/** The library and the prebuilt binding that tfjs-node's authors publish (TensorFlow 2.9.1, on macOS and ARM 2.7). */
export async function fromOwnDownload(kind) {
  if (!(await answers(host))) throw new Error('the host of the published library does not answer')
  await announced("downloading TensorFlow's published library (100 to 400 MB)", () => install(kind))
  const folder = emptyFolder()
  for (const part of ['deps', 'lib'])
    cpSync(join(binding, part), join(folder, part), { recursive: true, verbatimSymlinks: true })
  return keep(folder, kind, { from: 'published library', tensorflow: '2.9.1' })
}

async function install(kind) {
  for (const part of ['deps', 'lib']) rmSync(join(binding, part), { recursive: true, force: true })
  // install.js calls node-pre-gyp by name, and ends with 0 even when a download broke off.
  const PATH = [join(modules, '.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':')
  const script = join(binding, 'scripts', 'install.js')
  await run(node24, [script, kind, 'download'], { cwd: binding, env: { ...process.env, PATH } })
  const lib = join(binding, 'lib')
  if (!existsSync(lib) || readdirSync(lib).length === 0) throw new Error('the published library came without a binding')
}

/** Asked first, because install.js waits for ever where packets are dropped. */
async function answers(address) {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5000) })
    return true
  } catch {
    return Boolean(process.env.HTTPS_PROXY ?? process.env.https_proxy) // fetch knows no proxy, install.js does
  }
}
