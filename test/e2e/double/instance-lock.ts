import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Second = { argv: string[]; cwd: string }

/**
 * One instance for each userData folder: the first holds a file with its process id, a second one leaves a note there and gets null. A
 * dead holder's file is taken over. Returns what gives the lock back.
 */
export function takeInstanceLock(
  userData: string,
  onSecond: (argv: string[], cwd: string) => void
): (() => void) | null {
  const folder = join(userData, 'double-instance')
  const holder = join(folder, 'holder')
  mkdirSync(folder, { recursive: true })
  if (existsSync(holder) && isAlive(Number(readFileSync(holder, 'utf8')))) {
    const note: Second = { argv: process.argv, cwd: process.cwd() }
    writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify(note))
    return null
  }
  writeFileSync(holder, String(process.pid))
  const watcher = watch(folder, () => {
    for (const file of readdirSync(folder).filter((name) => name.startsWith('second-'))) {
      const note = readNote(join(folder, file))
      if (note === null) continue // still being written: the watcher tells again
      rmSync(join(folder, file), { force: true })
      onSecond(note.argv, note.cwd)
    }
  })
  const release = () => {
    watcher.close()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', release)
  return release
}

function readNote(file: string): Second | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Second
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch {
    return false
  }
}
