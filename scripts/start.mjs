import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from './setup/bundle.mjs'
import { electronBinary } from './setup/electron.mjs'
import { setUp } from './setup/index.mjs'
import { node24, root } from './setup/places.mjs'
import { becomes, PRODUCT_NODE_ARGS } from './setup/product.mjs'
import { RunFailed } from './setup/run.mjs'
import { say } from './setup/say.mjs'

/** `npm start`: set-up, build where sources changed, then the product in Electron or, headless, in Node 24. */
const args = process.argv.slice(2)
const headless = join(root, 'out', 'main', 'headless.js')

try {
  await setUp()
  if (args.includes('--demo'))
    becomes(node24, [join(root, 'scripts', 'demo', 'main.ts'), ...args.filter((one) => one !== '--demo')])
  else {
    await bundled()
    startProduct()
  }
} catch (fault) {
  say(fault instanceof RunFailed ? fault.output : (fault.stack ?? String(fault)))
  say('The workstation could not be started; the reason stands above.')
  process.exitCode = 1
}

function startProduct() {
  const electron = electronBinary()
  if (electron && !args.includes('--headless')) return becomes(electron, [root, ...args])
  if (!existsSync(headless)) throw new Error(`${headless} was not built`)
  // Without --headless among its arguments the headless shell opens the browser itself.
  becomes(node24, [...PRODUCT_NODE_ARGS, headless, ...args])
}
