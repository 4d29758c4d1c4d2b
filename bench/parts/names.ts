import { writeFileSync } from 'node:fs'

/** Invented names, the same each time: a bench that asks other names measures something else. */
const SYLLABLES = [
  'ka', 'lo', 'mi', 'ner', 'ta', 'vus', 'den', 'pol', 'ri', 'sho', 'bur', 'ela', 'zin', 'qua', 'hem', 'fo',
] // prettier-ignore

const MOST = 16 ** 3

/** At most 4096 names of one kind. */
export function inventedNames(kind: string, count: number): string[] {
  if (count > MOST) throw new Error(`only ${MOST} names of a kind can be told apart`)
  return Array.from({ length: count }, (_, i) => `www.${word(i)}-${kind}.com`)
}

/** A file of questions as dnsperf reads it. */
export function writeQuestions(file: string, names: readonly string[]): string {
  writeFileSync(file, names.map((name) => `${name} A\n`).join(''))
  return file
}

function word(i: number): string {
  const at = (shift: number) => SYLLABLES[(i >> shift) & 15]!
  return at(0) + at(4) + at(8)
}
