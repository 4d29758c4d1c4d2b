import { figuresOf, median, type Figures } from './figures.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './generated.ts'
import { machineText } from './machine.ts'
import type { ThreadSeconds } from './processor-time.ts'
import type { Product } from './product.ts'
import type { Server } from './server-process.ts'

export type Subject = {
  name: string
  kind: 'cached' | 'blocked' | 'model'
  server: Server
  port: number
  file: string
  product?: Product
}

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

type Run = {
  subjects: readonly Subject[]
  rounds: readonly Round[]
  how: string
  privateMegabytes: number
  /** Also into docs/performance.md. */
  write: boolean
}

/** A thread that takes less than this for an answer is not worth a line. */
const LEAST_MICROSECONDS = 0.05

/** What the product's own answers are to reach. */
const GOALS = { ofEcho: 0.7, ofCoredns: 1.1 }

/** Microseconds for each answer out of seconds for all of them. */
export function perAnswer(used: ThreadSeconds, answers: number): Pick<Measured, 'microseconds' | 'threads'> {
  const each = (seconds: number) => (seconds * 1e6) / answers
  const threads = [...used].map(
    ([name, { running, waiting }]) => [name, { running: each(running), waiting: each(waiting) }] as const
  )
  return { microseconds: threads.reduce((sum, [, { running }]) => sum + running, 0), threads: new Map(threads) }
}

/** A table for people, then one line of JSON. */
export function report(run: Run): void {
  const { subjects, rounds, how, privateMegabytes } = run
  const all = new Map(subjects.map((subject) => [subject.name, figuresOf(subject, run)]))
  const head = `${machineText()}, ${how}`
  console.log(head)
  console.log(
    `${'queries/s'.padStart(32)}   / echo  / CoreDNS   µs/query  echo / µs   lost   threads, µs/query running+waiting`
  )
  for (const [name, figures] of all) {
    const columns = [
      String(figures.queriesPerSecond).padStart(9),
      figures.ofEcho.toFixed(2).padStart(8),
      (figures.ofCoredns?.toFixed(2) ?? '').padStart(10),
      figures.microseconds.toFixed(2).padStart(10),
      figures.ofEchoByProcessorTime.toFixed(2).padStart(10),
      String(figures.lost).padStart(6),
    ]
    console.log(`${name.padEnd(22)} ${columns.join(' ')}   ${threadsText(name, rounds)}`)
  }
  const missed = subjects.filter(({ product }) => product).flatMap(({ name }) => missedBy(name, all.get(name)!))
  console.log(missed.length === 0 ? 'every goal is met' : `missed: ${missed.join('; ')}`)
  if (run.write) writeGenerated(PERFORMANCE, 'bench:resolver', `${head}.\n\n${tableOf(all)}`)
  console.log(
    JSON.stringify({
      machine: machineText(),
      how,
      figures: Object.fromEntries(all),
      goals: GOALS,
      missed,
      privateMegabytes,
    })
  )
}

function missedBy(name: string, { ofEcho, ofCoredns, log, lost }: Figures): string[] {
  const missed: string[] = []
  if (ofEcho < GOALS.ofEcho) missed.push(`${name} ${ofEcho} of the echo`)
  if (ofCoredns !== null && ofCoredns < GOALS.ofCoredns) missed.push(`${name} ${ofCoredns} of CoreDNS`)
  if (log !== null && log.rows !== log.answered) missed.push(`${name}: ${log.answered - log.rows} rows are missing`)
  if (lost > 0) missed.push(`${name}: ${lost} questions lost`)
  return missed
}

function tableOf(all: ReadonlyMap<string, Figures>): string {
  const head = ['', 'queries/s', 'of the echo', 'of CoreDNS', 'µs a query', 'of the echo by processor time', 'rows written / answered', 'lost'] // prettier-ignore
  return markdownTable(
    head,
    [...all].map(([name, figures]) => [
      name === 'echo' ? 'bare echo' : name,
      grouped(figures.queriesPerSecond),
      figures.ofEcho.toFixed(2),
      figures.ofCoredns?.toFixed(2) ?? '',
      figures.microseconds.toFixed(2),
      figures.ofEchoByProcessorTime.toFixed(2),
      figures.log === null ? '' : `${grouped(figures.log.rows)} / ${grouped(figures.log.answered)}`,
      String(figures.lost),
    ])
  )
}

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

function grouped(value: number): string {
  return value.toLocaleString('en')
}
