import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** CUDA 12 of every minor version runs on this driver and newer ones (NVIDIA, CUDA Compatibility, "minor version compatibility"). */
const oldestDriver = '525.60.13'

/** The tool's name; and where Windows puts it inside its Linux, which has no /proc/driver/nvidia. */
const tools = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi']
const question = ['--query-gpu=driver_version,name', '--format=csv,noheader']
const driverFile = '/proc/driver/nvidia/version'

let found

/** What the machine this runs on has; asked once. */
export function gpu() {
  return (found ??= gpuOf({ platform: process.platform, arch: process.arch, ask, read }))
}

/**
 * Whether TensorFlow's GPU library is worth having here: `usable` with a name and the driver's version, `unusable` with the reason where there is a GPU all the
 * same, or `none`. `ask` runs a program and gives `{ code, text }`, null where it is not there; `read` gives a file's text or null.
 */
export function gpuOf({ platform, arch, ask, read }) {
  const told = platform === 'linux' ? toldBy(ask, read) : undefined
  if (told === undefined) return { kind: 'none' }
  if (told.why) return { kind: 'unusable', why: told.why }
  if (arch !== 'x64') return { kind: 'unusable', why: `TensorFlow's wheel for ${arch} computes on the processor only` }
  if (isOlder(told.driver, oldestDriver))
    return { kind: 'unusable', why: `its driver is ${told.driver}, and CUDA 12 needs ${oldestDriver} or newer` }
  return { kind: 'usable', name: told.name, driver: told.driver }
}

function toldBy(ask, read) {
  for (const tool of tools) {
    const answer = ask(tool, question)
    if (answer === null) continue
    const [driver, name] = (answer.text.trim().split('\n')[0] ?? '').split(', ')
    if (answer.code === 0 && /^\d+(\.\d+)+$/.test(driver)) return { driver, name: name ?? 'NVIDIA GPU' }
    // A driver that is installed and does not run, or a container that got no device.
    return { why: `nvidia-smi says: ${answer.text.trim().split('\n')[0] || `exit code ${answer.code}`}` }
  }
  // A machine with the driver and without the tool.
  const driver = /^NVRM version:.*?\s(\d{3,}(?:\.\d+)+)\s/.exec(read(driverFile) ?? '')?.[1]
  return driver === undefined ? undefined : { driver, name: 'NVIDIA GPU' }
}

function isOlder(version, than) {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number))
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if ((a[at] ?? 0) !== (b[at] ?? 0)) return (a[at] ?? 0) < (b[at] ?? 0)
  }
  return false
}

function ask(program, args) {
  const answer = spawnSync(program, args, { encoding: 'utf8', timeout: 15_000 })
  return answer.error?.code === 'ENOENT' ? null : { code: answer.status, text: answer.stdout || answer.stderr || '' }
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
