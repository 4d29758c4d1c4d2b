import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { binding, cache } from '../../scripts/setup/places.mjs'

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/** Python's Keras with the very TensorFlow library that the product runs on; installed once, beside the product's own cache. */
export function kerasFolder(): string {
  const version = (JSON.parse(readFileSync(join(binding, 'kit.json'), 'utf8')) as { tensorflow: string }).tensorflow
  const folder = join(cache, 'keras', `tensorflow-${version}`)
  if (!existsSync(folder)) {
    const part = join(cache, 'keras', 'part')
    rmSync(part, { recursive: true, force: true })
    console.error(`installing Python's tensorflow-cpu ${version} with Keras into ${folder} (270 MB to download)`)
    const args = ['-m', 'pip', 'install', '--quiet', '--target', part, `tensorflow-cpu==${version}`]
    execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    renameSync(part, folder)
  }
  for (const library of LIBRARIES) {
    const [theirs, ours] = [join(folder, 'tensorflow', library), join(binding, 'deps', 'lib', library)]
    if (digest(theirs) !== digest(ours))
      throw new Error(
        `${theirs} is not the library that the product runs on (${ours}): the comparison would compare libraries`
      )
  }
  return folder
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
