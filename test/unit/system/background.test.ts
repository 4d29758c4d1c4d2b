import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { helpersBehindAnswers } from '../../../core/system/background.ts'

it.runIf(process.platform === 'linux')("puts V8's helpers behind the threads that answer", () => {
  const own = getPriority()
  expect(helpers().length).toBeGreaterThan(0)
  helpersBehindAnswers()
  expect(helpers().every((one) => one >= 5)).toBe(true)
  expect(getPriority()).toBe(own)
})

/** What the kernel calls nice of each (proc_pid_stat(5), field 19; the second field may hold blanks). */
function helpers(): number[] {
  const folders = readdirSync('/proc/self/task').map((number) => `/proc/self/task/${number}`)
  return folders
    .map((folder) => readFileSync(`${folder}/stat`, 'utf8'))
    .filter((stat) => stat.includes('(V8Worker)'))
    .map((stat) => Number(stat.replace(/^.*\) /, '').split(' ')[16]))
}
