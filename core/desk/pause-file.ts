import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { readJson, writeJson } from '../system/json-file.ts'

/** Until when a person let everything pass: a restart in between must not end the pause, nor make it longer. */
export interface PauseFile {
  /** Milliseconds since the epoch; null where nothing was paused, or the end is over. */
  readonly until: number | null
  save(until: number | null): Promise<void>
}

const pauseSchema = z.object({ until: z.number() })

export async function openPause(file: string, now: number): Promise<PauseFile> {
  const read = await readJson(file, pauseSchema)
  return {
    // What cannot be read pauses nothing: the protection is what a person expects.
    until: read.ok && read.value.until > now ? read.value.until : null,
    save: (until) => (until === null ? rm(file, { force: true }) : writeJson(file, { until })),
  }
}
