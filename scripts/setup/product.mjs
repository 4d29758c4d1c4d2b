import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './places.mjs'

/** For Node, before the file of the headless product. */
export const PRODUCT_NODE_ARGS = ['--import', new URL('source-maps.mjs', import.meta.url).href]

/**
 * Runs the product as this program's own self: same streams, signals passed on, same exit code.
 * `npm start` ends in `exec`, so a signal to npm arrives here without a shell in between.
 */
export function becomes(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // At a terminal Ctrl-C goes to the whole group, so the product has it already; a second one would mean "at once".
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('error', (fault) => {
    process.stderr.write(`${program} could not be started: ${fault.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
