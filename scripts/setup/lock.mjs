import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cache } from './places.mjs'
import { say } from './say.mjs'

const file = join(cache, 'setup.lock')

/** One set-up at a time for each cache, since clones share it. A dead holder's lock is taken over. */
export async function locked(work) {
  mkdirSync(cache, { recursive: true })
  for (let told = false; !take(); told = true) {
    if (!told) say('set-up: another set-up is running on this machine; waiting for it')
    await wait(500)
  }
  const release = () => rmSync(file, { force: true })
  process.on('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault
    if (!alive(holder())) putAside()
    return false
  }
}

function holder() {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return process.pid // just released: try again
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
