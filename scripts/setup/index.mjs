#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { debian } from './debian.mjs'
import { electron } from './electron.mjs'
import { forgetFailures } from './failures.mjs'
import { locked } from './lock.mjs'
import { node, packages } from './packages.mjs'
import { stopChildren } from './run.mjs'
import { say } from './say.mjs'
import { tensorflow } from './tensorflow/index.mjs'
import { removeUnfinished } from './tensorflow/kit.mjs'

/** In this order: each step uses what the one before it has placed. */
const forEveryone = [packages, node, electron, tensorflow]

/**
 * Brings the machine to where the product runs. Uses nothing but the machine's own Node (>= 18) and npm, changes
 * nothing outside node_modules and the cache (with `forTests`, Debian packages too), and is instant when nothing is left to do.
 */
export async function setUp({ forTests = false, quiet = false } = {}) {
  const steps = forTests ? [...forEveryone, debian] : forEveryone
  if (!steps.every((step) => step.done())) await locked(() => carryOut(steps))
  if (quiet) return
  for (const step of steps) {
    const line = step.missing?.()
    if (line) say(`set-up: ${line}`)
  }
}

async function carryOut(steps) {
  const stop = () => {
    stopChildren()
    process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  removeUnfinished()
  // Asked again: while this one waited for the lock, another may have done it.
  for (const step of steps) if (!step.done()) await step.carryOut()
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--again')) forgetFailures()
  await setUp({ forTests: process.argv.includes('--for-tests'), quiet: process.argv.includes('--quiet') })
}
