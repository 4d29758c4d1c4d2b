import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, works } from '../run.mjs'
import { announced } from '../say.mjs'
import { compileBinding, compiler } from './compile.mjs'
import { hasNvidia } from './gpu.mjs'
import { emptyFolder, keep, linkTree } from './kit.mjs'

const version = '2.21.0'
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/**
 * Python's TensorFlow wheel contains the same C API as libtensorflow. Of its 1.3 GB the two libraries
 * stay; headers and Python code go when the binding is built.
 */
export async function fromWheel() {
  if (process.platform !== 'linux') throw new Error('the Python wheel is used on Linux only')
  const pip = await findPip()
  const cxx = await compiler()
  const folder = emptyFolder()
  const wheel = join(folder, 'wheel')
  await announced(
    `installing TensorFlow ${version} from Python's wheel (270 MB to download, 1.3 GB for a moment)`,
    () => pip.install(wheel, `${wheelName()}==${version}`)
  )
  await announced('compiling the TensorFlow binding', () => compileBinding(cxx, join(wheel, 'tensorflow'), folder))
  takeLibraries(wheel, folder)
  // The packages resolve and the libraries' rpath was read, but this half has not been run on a machine with a GPU.
  if (hasNvidia()) await takeCuda(pip, wheel, folder)
  rmSync(wheel, { recursive: true, force: true })
  return keep(folder, { from: `Python's wheel ${wheelName()}`, tensorflow: version })
}

function wheelName() {
  // On ARM the plain wheel is the CPU one.
  return hasNvidia() || process.arch !== 'x64' ? 'tensorflow' : 'tensorflow-cpu'
}

function takeLibraries(wheel, folder) {
  const target = join(folder, 'deps', 'lib')
  mkdirSync(target, { recursive: true })
  for (const name of libraries) linkSync(join(wheel, 'tensorflow', name), join(target, name))
}

/** TensorFlow looks for CUDA under $ORIGIN/../nvidia, which is deps/nvidia here. */
async function takeCuda(pip, wheel, folder) {
  const info = readdirSync(wheel).find((name) => name.endsWith('.dist-info'))
  const metadata = readFileSync(join(wheel, info, 'METADATA'), 'utf8')
  const wanted = [...metadata.matchAll(/^Requires-Dist: ([^;]+); extra == "and-cuda"/gm)].map((match) => match[1])
  await announced(`installing ${wanted.length} CUDA packages (about 3 GB)`, () => pip.install(wheel, ...wanted))
  linkTree(join(wheel, 'nvidia'), join(folder, 'deps', 'nvidia'))
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

// The libraries do not care which Python the wheel is for; without this a Python newer than TensorFlow gets none.
function anyPython() {
  const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64'
  const platforms = ['manylinux_2_28', 'manylinux_2_27', 'manylinux_2_18', 'manylinux_2_17', 'manylinux2014'].map(
    (tag) => `--platform=${tag}_${machine}`
  )
  return ['--python-version=3.12', '--implementation=cp', ...platforms]
}
