import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../system/clock.ts'
import { readJson, writeJson } from '../system/json-file.ts'
import { registrationAnswerSchema, type RegistrationAnswer } from './record.ts'

/** Answers on the disk, one file each, for as long as they are worth it. A broken or unwritable file only means asking again. */
export interface AnswerCache {
  get(domain: string): Promise<RegistrationAnswer | null>
  put(domain: string, answer: RegistrationAnswer): Promise<void>
}

const DAY_MS = 86_400_000
const MOST_FILES = 20_000
const schema = z.object({ domain: z.string(), keptAt: z.number(), answer: registrationAnswerSchema })

/** Seven days for what was found, one for what is not registered (it may be tomorrow), nothing for the rest. */
function keptForMs({ kind }: RegistrationAnswer): number {
  return kind === 'found' ? 7 * DAY_MS : kind === 'not-registered' ? DAY_MS : 0
}

export async function openAnswerCache(folder: string, clock: Clock): Promise<AnswerCache> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await prune(folder, clock.now())
  // A name may be longer than a file's name.
  const fileOf = (domain: string): string =>
    join(folder, `${createHash('sha256').update(domain).digest('hex').slice(0, 40)}.json`)
  return {
    async get(domain) {
      const read = await readJson(fileOf(domain), schema)
      if (!read.ok || read.value.domain !== domain) return null
      const age = clock.now() - read.value.keptAt
      return age >= 0 && age < keptForMs(read.value.answer) ? read.value.answer : null
    },
    async put(domain, answer) {
      if (keptForMs(answer) === 0) return
      await writeJson(fileOf(domain), { domain, keptAt: clock.now(), answer }).catch(() => undefined)
    },
  }
}

/** Nothing is kept longer than a week, nor more than a bounded number: the oldest go first. */
async function prune(folder: string, now: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs }))
  )
  const newestFirst = files.toSorted((a, b) => b.at - a.at)
  const gone = newestFirst.filter(({ at }, rank) => rank >= MOST_FILES || now - at > 7 * DAY_MS)
  await Promise.all(gone.map(({ path }) => rm(path, { force: true })))
}
