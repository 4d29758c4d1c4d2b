import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { binding, modules, node24 } from '../places.mjs'
import { run, works } from '../run.mjs'

// The newest Node-API version that tfjs-node names; its package.json decides the folder by it.
const napi = 8

/**
 * Compiles the binding's two source files with the C++ compiler itself. node-gyp would do the same, but needs
 * make, Python and a download of Node's headers, which the `node` package brings along.
 */
export async function compileBinding(cxx, tensorflow, kit) {
  const target = join(kit, 'lib', `napi-v${napi}`)
  mkdirSync(target, { recursive: true })
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(binding, 'binding', name))
  await run(cxx, [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', '-w'],
    ...[`-DNAPI_VERSION=${napi}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...['-I', nodeHeaders(), '-I', join(tensorflow, 'include'), ...sources, '-L', tensorflow],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ...['-o', join(target, 'tfjs_binding.node')],
  ])
}

export async function compiler() {
  for (const name of [process.env.CXX, 'g++', 'clang++', 'c++']) {
    if (name && (await works(name, ['--version']))) return name
  }
  throw new Error('no C++ compiler was found (on Debian: apt install g++)')
}

/** Node-API is stable over versions, so headers of any Node since 18 do. */
function nodeHeaders() {
  const inPackage = join(modules, 'node', 'node_modules')
  const shipped = existsSync(inPackage) ? readdirSync(inPackage).map((name) => join(inPackage, name)) : []
  const prefixes = [
    ...shipped,
    ...[node24, process.execPath].map((path) => dirname(dirname(path))),
    '/usr/local',
    '/usr',
  ]
  const found = prefixes
    .map((prefix) => join(prefix, 'include', 'node'))
    .find((dir) => existsSync(join(dir, 'node_api.h')))
  if (!found) throw new Error("Node's headers (node_api.h) were not found")
  return found
}
