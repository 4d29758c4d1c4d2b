import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cache } from './places.mjs'
import { say } from './say.mjs'

const file = join(cache, 'setup.lock')
const longestMs = 60 * 60_000
let held = false

/** One set-up at a time for each cache, since clones share it. A dead holder's lock is taken over. */
export async function locked(work) {
  mkdirSync(cache, { recursive: true })
  for (let told = false; !take(); told = true) {
    if (!told) say('set-up: another set-up is running on this machine; waiting for it')
    await wait(500)
  }
  held = true
  const release = () => {
    held = false
    rmSync(file, { force: true })
  }
  process.on('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** After `kill -9` of a set-up its npm or pip goes on; until that has ended the lock is not free either. */
export function alsoHeldBy(pid) {
  if (held) appendFileSync(file, ` ${pid}`)
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault
    if (!holders().some(alive)) putAside()
    return false
  }
}

function holders() {
  try {
    // A process id is given out again some day; no set-up takes an hour.
    if (Date.now() - statSync(file).mtimeMs > longestMs) return []
    return readFileSync(file, 'utf8').split(' ').map(Number)
  } catch {
    return [process.pid] // just released: try again
  }
}

// Renaming is atomic, so of two that find the same dead holder only one removes its lock.
function putAside() {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    rmSync(aside)
  } catch (fault) {
    if (fault.code !== 'ENOENT') throw fault
  }
}

function alive(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return fault.code === 'EPERM'
  }
}
