import { linkSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { run, works } from '../run.mjs'
import { announced } from '../say.mjs'
import { compileBinding, compiler } from './compile.mjs'
import { cudaRequirements } from './cuda.mjs'
import { emptyFolder, keep, linkTree } from './kit.mjs'

const version = '2.21.0'
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/** Downloads, unpacks and leaves for a moment so many bytes at the most: measured with TensorFlow 2.21 and CUDA 12.9. */
const needed = { cpu: 2e9, gpu: 11e9 }

/**
 * Python's TensorFlow wheel contains the same C API as libtensorflow. Of it the two libraries stay, for a GPU with the CUDA libraries that the wheel
 * asks for; headers and Python code go when the binding is built.
 */
export async function fromWheel(kind) {
  if (process.platform !== 'linux') throw new Error('the Python wheel is used on Linux only')
  const pip = await findPip()
  const cxx = await compiler()
  const folder = emptyFolder()
  requireSpace(folder, needed[kind])
  const wheel = join(folder, 'wheel')
  const name = wheelName(kind)
  const size = kind === 'gpu' ? '570 MB to download, 1.9 GB' : '270 MB to download, 1.3 GB'
  await announced(`installing TensorFlow ${version} from Python's wheel (${size} for a moment)`, () =>
    pip.install(wheel, `${name}==${version}`)
  )
  await announced('compiling the TensorFlow binding', () => compileBinding(cxx, join(wheel, 'tensorflow'), folder))
  takeLibraries(wheel, folder)
  if (kind === 'gpu') await takeCuda(pip, wheel, folder)
  rmSync(wheel, { recursive: true, force: true })
  return keep(folder, kind, { from: `Python's wheel ${name}`, tensorflow: version })
}

function wheelName(kind) {
  // On ARM the plain wheel is the CPU one.
  return kind === 'gpu' || process.arch !== 'x64' ? 'tensorflow' : 'tensorflow-cpu'
}

function requireSpace(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free < bytes)
    throw new Error(`${gigabytes(bytes)} of free disk are needed for it, and ${gigabytes(free)} are free in ${folder}`)
}

function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function takeLibraries(wheel, folder) {
  const target = join(folder, 'deps', 'lib')
  mkdirSync(target, { recursive: true })
  for (const name of libraries) linkSync(join(wheel, 'tensorflow', name), join(target, name))
}

/** TensorFlow looks for CUDA under $ORIGIN/../nvidia, which is deps/nvidia here; NVIDIA's libraries look for each other from there. */
async function takeCuda(pip, wheel, folder) {
  const metadata = readFileSync(join(wheel, `tensorflow-${version}.dist-info`, 'METADATA'), 'utf8')
  const wanted = cudaRequirements(metadata)
  if (wanted.length === 0) throw new Error('the wheel asks for no CUDA packages, so they have other names by now')
  // A folder of its own: pip leaves alone what already lies in its target.
  const cuda = join(wheel, 'cuda')
  await announced(`installing ${wanted.length} CUDA packages (2.8 GB to download, 4.4 GB)`, () =>
    pip.install(cuda, ...wanted)
  )
  linkTree(join(cuda, 'nvidia'), join(folder, 'deps', 'nvidia'))
}

async function findPip() {
  const candidates = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']]
  for (const [program, ...before] of candidates) {
    if (!(await works(program, [...before, '--version']))) continue
    const options = ['install', '--no-deps', '--no-compile', '--only-binary=:all:', '--quiet', '--target']
    return { install: (target, ...names) => run(program, [...before, ...options, target, ...names, ...anyPython()]) }
  }
  throw new Error("Python's pip was not found")
}

// Pip takes a wheel for an older glibc only if its tag is named. Without 2_25, CUPTI came in another version than the rest of CUDA.
const glibcs = [28, 27, 26, 25, 24, 18, 17]

// The libraries do not care which Python the wheel is for; without this a Python newer than TensorFlow gets none.
function anyPython() {
  const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64'
  const platforms = [...glibcs.map((minor) => `manylinux_2_${minor}`), 'manylinux2014'].map(
    (tag) => `--platform=${tag}_${machine}`
  )
  return ['--python-version=3.12', '--implementation=cp', ...platforms]
}
