import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Invented names, the same each time: a bench that asks other names measures something else. */
const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  'ner',
  'ta',
  'vus',
  'den',
  'pol',
  'ri',
  'sho',
  'bur',
  'ela',
  'zin',
  'qua',
  'hem',
  'fo',
]

export type QueryFiles = { cached: string; blocked: string; blockedNames: string[] }

export function writeQueries(folder: string, count: number): QueryFiles {
  mkdirSync(folder, { recursive: true })
  const names = (kind: string) => Array.from({ length: count }, (_, i) => `www.${word(i)}-${kind}.com`)
  const files = { cached: join(folder, 'cached.txt'), blocked: join(folder, 'blocked.txt') }
  const blockedNames = names('listed')
  writeFileSync(
    files.cached,
    names('open')
      .map((name) => `${name} A\n`)
      .join('')
  )
  writeFileSync(files.blocked, blockedNames.map((name) => `${name} A\n`).join(''))
  return { ...files, blockedNames }
}

function word(i: number): string {
  const at = (shift: number) => SYLLABLES[(i >> shift) & 15]!
  return at(0) + at(4) + at(8)
}
