import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { binding, cache } from '../places.mjs'
import { megabytes, say, seconds } from '../say.mjs'
import { verified } from './verify.mjs'

/*
 * A kit is what has to lie in the tfjs-node-gpu folder to make it work, and nothing else:
 *
 *   deps/lib/                        the TensorFlow library
 *   deps/nvidia/                     CUDA libraries (GPU kit from the wheel only)
 *   lib/napi-vN/tfjs_binding.node    the binding; its rpath is $ORIGIN/../../deps/lib
 *   kit.json                         where it comes from
 */
const parts = ['deps', 'lib']
const kits = join(cache, 'tensorflow')
const stamp = join(binding, 'kit.json')

/** `kind` is `gpu` or `cpu`. */
export function kitName(kind) {
  return `tfjs ${tfjsVersion()} ${process.platform} ${process.arch} ${kind}`
}

/** An empty folder beside the kits, so that the finished kit takes its place by one rename. */
export function emptyFolder() {
  const folder = join(kits, `part-${process.pid}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Left by set-ups that were killed. Called with the lock held, so none of them is in use. */
export function removeUnfinished() {
  if (!existsSync(kits)) return
  for (const name of readdirSync(kits)) {
    if (name.startsWith('part-')) rmSync(join(kits, name), { recursive: true, force: true })
  }
}

/** Puts the parts of `from` into the cache as the kit of this kind and gives the kit's path. */
export function keep(from, kind, source) {
  const kit = join(kits, kitFolder(kind))
  writeFileSync(join(from, 'kit.json'), JSON.stringify({ ...source, name: kitName(kind) }))
  rmSync(kit, { recursive: true, force: true })
  renameSync(from, kit)
  return kit
}

export function cachedKit(kind) {
  const kit = join(kits, kitFolder(kind))
  return existsSync(join(kit, 'kit.json')) ? kit : undefined
}

export function isLaidOut(kind) {
  return laidOut()?.name === kitName(kind)
}

export function tensorflowVersion() {
  return laidOut()?.tensorflow
}

/** Links the kit into the package (copies where the cache is on another disk) and tries it before it counts. */
export async function layOut(kit, kind) {
  const started = Date.now()
  rmSync(stamp, { force: true })
  for (const part of parts) {
    rmSync(join(binding, part), { recursive: true, force: true })
    linkTree(join(kit, part), join(binding, part))
  }
  try {
    const found = await verified()
    // It computes on the processor as well, with a library four times as large.
    if (kind === 'gpu' && !found.gpu)
      throw new Error('TensorFlow computes with this library, but does not take the GPU')
    const source = JSON.parse(readFileSync(join(kit, 'kit.json'), 'utf8'))
    const size = megabytes(found.libraryBytes)
    writeFileSync(stamp, JSON.stringify(source))
    say(
      `set-up: TensorFlow ${source.tensorflow} (${source.from}, ${size}) runs under Node 24, backend "${found.backend}" on the ${found.gpu ? 'GPU' : 'processor'}; tried in ${seconds(Date.now() - started)}`
    )
  } catch (fault) {
    for (const part of parts) rmSync(join(binding, part), { recursive: true, force: true })
    rmSync(kit, { recursive: true, force: true })
    throw fault
  }
}

export function linkTree(from, to) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else linkOrCopy(source, target)
  }
}

function linkOrCopy(source, target) {
  mkdirSync(dirname(target), { recursive: true })
  try {
    linkSync(source, target)
  } catch {
    cpSync(source, target)
  }
}

function laidOut() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    return undefined
  }
}

function kitFolder(kind) {
  return kitName(kind).replaceAll(' ', '-')
}

function tfjsVersion() {
  return JSON.parse(readFileSync(join(binding, 'package.json'), 'utf8')).version
}
