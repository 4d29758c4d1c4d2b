import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './places.mjs'

const file = join(cache, 'failures.json')
const day = 24 * 60 * 60_000

/**
 * What could not be had is remembered for a day, so that the second start does not wait for the same
 * refusal. `npm run setup -- --again` forgets it.
 */
export function rememberedFailure(what) {
  const failure = read()[what]
  return failure && Date.now() - failure.at < day ? failure.why : undefined
}

export function rememberFailure(what, why) {
  write({ ...read(), [what]: { at: Date.now(), why } })
}

export function forgetFailures() {
  write({})
}

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {} // absent or cut short: then nothing is remembered, and it is tried again
  }
}

function write(failures) {
  mkdirSync(cache, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(failures, null, 2))
  renameSync(`${file}.${process.pid}`, file)
}
