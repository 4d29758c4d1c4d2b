import { machineText } from './machine.ts'
import type { ThreadSeconds } from './processor-time.ts'
import type { Product } from './product.ts'
import type { Server } from './server-process.ts'

export type Subject = { name: string; server: Server; port: number; file: string; product?: Product }

export type Measured = {
  queriesPerSecond: number
  lost: number
  /** Processor time of the server for each answer, and the time of each of its threads by name. */
  microseconds: number
  threads: ThreadSeconds
  log: { answered: number; rows: number; dropped: number } | null
}

/** What was measured of each subject, by its name. */
export type Round = Map<string, Measured>

type Run = { subjects: readonly Subject[]; rounds: readonly Round[]; how: string; privateMegabytes: number }

/** A thread that takes less than this for an answer is not worth a line. */
const LEAST_MICROSECONDS = 0.05

/** Microseconds for each answer out of seconds for all of them. */
export function perAnswer(used: ThreadSeconds, answers: number): Pick<Measured, 'microseconds' | 'threads'> {
  const each = (seconds: number) => (seconds * 1e6) / answers
  const threads = [...used].map(
    ([name, { running, waiting }]) => [name, { running: each(running), waiting: each(waiting) }] as const
  )
  return { microseconds: threads.reduce((sum, [, { running }]) => sum + running, 0), threads: new Map(threads) }
}

/** A table for people, then one line of JSON. */
export function report({ subjects, rounds, how, privateMegabytes }: Run): void {
  const of = (name: string, value: (one: Measured) => number) => median(rounds.map((round) => value(round.get(name)!)))
  // Each round against its own echo: what else the machine did then hit both.
  const toEcho = (name: string, value: (one: Measured) => number) =>
    median(rounds.map((round) => value(round.get(name)!) / value(round.get('echo')!)))
  const lost = (name: string) => rounds.reduce((sum, round) => sum + round.get(name)!.lost, 0)
  console.log(`${machineText()}, ${how}`)
  console.log(`${'queries/s'.padStart(32)}   / echo   µs/query  echo / µs   lost   threads, µs/query running+waiting`)
  for (const { name } of subjects) {
    const columns = [
      of(name, rate).toFixed(0).padStart(9),
      toEcho(name, rate).toFixed(2).padStart(8),
      of(name, microseconds).toFixed(2).padStart(10),
      (1 / toEcho(name, microseconds)).toFixed(2).padStart(10),
      String(lost(name)).padStart(6),
    ]
    console.log(`${name.padEnd(22)} ${columns.join(' ')}   ${threadsText(name, rounds)}`)
  }
  const figures = Object.fromEntries(
    subjects.map(({ name }) => [
      name,
      {
        queriesPerSecond: Math.round(of(name, rate)),
        ofEcho: rounded(toEcho(name, rate)),
        microseconds: rounded(of(name, microseconds)),
        ofEchoByProcessorTime: rounded(1 / toEcho(name, microseconds)),
        lost: lost(name),
        log: logOf(name, rounds),
      },
    ])
  )
  console.log(JSON.stringify({ machine: machineText(), how, figures, privateMegabytes }))
}

const rate = (one: Measured): number => one.queriesPerSecond
const microseconds = (one: Measured): number => one.microseconds

/** What each thread ran, and behind the plus sign how long it had to wait for the core. */
function threadsText(name: string, rounds: readonly Round[]): string {
  const names = new Set(rounds.flatMap((round) => [...round.get(name)!.threads.keys()]))
  return [...names]
    .map((thread) => {
      const of = (kind: 'running' | 'waiting') =>
        median(rounds.map((round) => round.get(name)!.threads.get(thread)?.[kind] ?? 0))
      return { thread, running: of('running'), waiting: of('waiting') }
    })
    .filter(({ running }) => running >= LEAST_MICROSECONDS)
    .toSorted((a, b) => b.running - a.running)
    .map(({ thread, running, waiting }) => `${thread} ${running.toFixed(2)}+${waiting.toFixed(1)}`)
    .join(', ')
}

/** Over all rounds: how many answers there were, and how many rows of them the store holds. */
function logOf(name: string, rounds: readonly Round[]): Measured['log'] {
  const total = { answered: 0, rows: 0, dropped: 0 }
  for (const round of rounds) {
    const log = round.get(name)!.log
    if (log === null) return null
    total.answered += log.answered
    total.rows += log.rows
    total.dropped += log.dropped
  }
  return total
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
