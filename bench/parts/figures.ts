import type { Measured, Round, Subject } from './report.ts'

/** Medians over all rounds for one subject. */
export type Figures = {
  queriesPerSecond: number
  /** Against the echo of the same round: what else the machine did then hit both. */
  ofEcho: number
  /** Against CoreDNS asked for the same in the same round; null where there is none. */
  ofCoredns: number | null
  /** Processor time of the server for an answer. */
  microseconds: number
  ofEchoByProcessorTime: number
  lost: number
  log: Measured['log']
}

export function figuresOf(
  subject: Subject,
  { subjects, rounds }: { subjects: readonly Subject[]; rounds: readonly Round[] }
): Figures {
  const { name } = subject
  const against = (other: string, value: (one: Measured) => number) =>
    median(rounds.map((round) => value(round.get(name)!) / value(round.get(other)!)))
  const coredns = subjects.find(
    (other) => other.name === `coredns ${subject.kind === 'model' ? 'cached' : subject.kind}`
  )
  return {
    queriesPerSecond: Math.round(median(rounds.map((round) => rate(round.get(name)!)))),
    ofEcho: rounded(against('echo', rate)),
    ofCoredns: coredns === undefined ? null : rounded(against(coredns.name, rate)),
    microseconds: rounded(median(rounds.map((round) => round.get(name)!.microseconds))),
    ofEchoByProcessorTime: rounded(1 / against('echo', (one) => one.microseconds)),
    lost: rounds.reduce((sum, round) => sum + round.get(name)!.lost, 0),
    log: logOf(name, rounds),
  }
}

const rate = (one: Measured): number => one.queriesPerSecond

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
