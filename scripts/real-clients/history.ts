import { setTimeout as wait } from 'node:timers/promises'
import type { DeskCalls } from '../../bench/parts/desk-calls.ts'
import type { QueryRecord } from '../../core/log/record.ts'

const WITHIN_MS = 10_000
/** Characters of a record's answers. */
const MOST_SHOWN = 60

export type Wanted = {
  /** As a person writes it; all without. */
  filter?: string
  /** The name that was asked for last, which comes into the store last. */
  until: string
}

/** What the desk's history holds from a time on, oldest first. */
export async function recordsSince(
  desk: DeskCalls,
  from: number,
  { filter = '', until }: Wanted
): Promise<QueryRecord[]> {
  const deadline = performance.now() + WITHIN_MS
  for (;;) {
    const criteria = { range: { from, to: Date.now() + 1000 }, filter }
    const { records } = await desk.call('history.records', { criteria, offset: 0, limit: 200 })
    if (records.some(({ name }) => name === until)) return records.toReversed()
    if (performance.now() > deadline) throw new Error(`${until} is not in the history after ${WITHIN_MS / 1000} s`)
    await wait(200)
  }
}

export function historyTable(records: readonly QueryRecord[]): string {
  const head = ['client', 'by', 'name', 'type', 'verdict', 'rcode', 'answers', 'upstream']
  const rows = records.map(({ client, transport, name, type, verdict, rcode, answers, upstream }) => {
    const answered = answers.join(', ').slice(0, MOST_SHOWN)
    return [client, transport, name, type, verdict, rcode, answered, upstream ?? '']
  })
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
