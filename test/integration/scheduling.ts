import { readFileSync } from 'node:fs'

/** What the kernel says of a thread (proc(5), stat: fields 19 and 41). */
export function schedulingOf(stat: string): { nice: number; policy: number } {
  // The name stands in brackets and may hold anything.
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)!.split(' ')
  return { nice: Number(fields[19 - 3]), policy: Number(fields[41 - 3]) }
}
