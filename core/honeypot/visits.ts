import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { Clock } from '../system/clock.ts'
import { openLineJournal, type LineJournal } from '../system/line-journal.ts'
import { honeypotVisitSchema, type HoneypotVisit, type NewVisit, type VisitPage } from './visit.ts'

/** Visits that are kept at most: the newest of them, and never fewer than half as many. */
export const VISITS_KEPT = 10_000
/** Visits that wait for the disk; more are counted and not kept. */
const WAITING = 64

/** Who came to the honeypot. */
export interface Visits extends AsyncDisposable {
  readonly notices: readonly string[]
  /** Kept soon; whoever visits does not wait for it. */
  add(visit: NewVisit): void
  /** Newest first; of one name, or of all. */
  page(wanted: { name: string | null; offset: number; limit: number }): VisitPage
  /** Resolves when all that were added before are on the disk, or are lost. */
  settled(): Promise<void>
}

export type VisitsOptions = { file: string; clock: Clock; report(problem: unknown): void; most?: number }

/**
 * A journal of two files: FILE is written; when it holds half of what may be kept, it becomes FILE's `.1`, and the one that was there before
 * goes. Throws when the file can neither be opened nor made.
 */
export async function openVisits({ file, clock, report, most = VISITS_KEPT }: VisitsOptions): Promise<Visits> {
  const older = file.replace(/(\.jsonl)?$/, '.1$1')
  const open = (at: string): Promise<LineJournal<HoneypotVisit>> =>
    openLineJournal({ file: at, clock, schema: honeypotVisitSchema, called: 'visit' })
  const notices: string[] = []
  let before: readonly HoneypotVisit[] = []
  if (existsSync(older)) {
    await using journal = await open(older)
    before = [...journal.entries]
    notices.push(...journal.notices)
  }
  // Opened on the first visit where there is no file yet: who has no honeypot gets no file.
  let journal = existsSync(file) ? await open(file) : null
  notices.push(...(journal?.notices ?? []))
  let waiting = 0
  let lost = 0
  let turn: Promise<void> = Promise.resolve()

  async function keep(visit: NewVisit): Promise<void> {
    journal ??= await open(file)
    if (journal.entries.length >= most / 2) {
      const full = [...journal.entries]
      await journal[Symbol.asyncDispose]()
      journal = null
      await rename(file, older)
      before = full
      journal = await open(file)
    }
    const kept = await journal.append(visit)
    if (kept.ok) return
    lost += 1
    if (lost === 1) report(kept.fault.message)
  }

  return {
    notices,
    add(visit) {
      if (waiting >= WAITING) return void (lost += 1)
      waiting += 1
      turn = turn
        .then(() => keep(visit))
        .catch((problem: unknown) => {
          lost += 1
          report(problem)
        })
        .finally(() => (waiting -= 1))
    },
    page({ name, offset, limit }) {
      const all = [...before, ...(journal?.entries ?? [])]
      const fit = name === null ? all : all.filter((visit) => visit.name === name)
      const visits = fit
        .reverse()
        .slice(offset, offset + limit)
        .map(({ id: _, ...visit }) => visit)
      return { visits, total: fit.length, lost }
    },
    settled: () => turn,
    async [Symbol.asyncDispose]() {
      await turn
      await journal?.[Symbol.asyncDispose]()
    },
  }
}
