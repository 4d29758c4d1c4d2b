import type { ReactNode } from 'react'
import type { Health } from '../../../core/contract/workstation.ts'
import { count, milliseconds } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import styles from './health.module.css'

const STAGES = [
  ['parse', 'Reading the question'],
  ['cache', 'Looking into the cache'],
  ['send', 'Stamping, sending, recording'],
  ['rules', 'Decisions and lists'],
  ['model', 'Waiting for the model'],
  ['upstream', 'Waiting for an upstream'],
] as const

/** Where the time of an answer goes. The first three are those of repeats, one in 64 of them. */
export function StagesTable({ stages }: { stages: Health['stages'] }): ReactNode {
  return (
    <table className={styles.upstreams}>
      <thead>
        <tr>
          <th scope="col">Where the time goes</th>
          <th scope="col">Measured</th>
          <th scope="col">Half within</th>
          <th scope="col">99 % within</th>
        </tr>
      </thead>
      <tbody>
        {STAGES.map(([stage, words]) => (
          <tr key={stage}>
            <th scope="row">{words}</th>
            <td>{count(stages[stage].count)}</td>
            <td>{fine(stages[stage].p50Ms)}</td>
            <td>{fine(stages[stage].p99Ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Below ten microseconds a figure in milliseconds is mostly zeros. */
function fine(ms: number | null): string {
  return ms === null || ms >= 0.01 ? milliseconds(ms) : `${(ms * 1000).toFixed(1)} µs`
}

/** Each list with what it decided. */
export function ListsTable({ lists }: { lists: Health['lists']['each'] }): ReactNode {
  if (lists.length === 0) return null
  return (
    <table className={styles.upstreams}>
      <thead>
        <tr>
          <th scope="col">List</th>
          <th scope="col">Names</th>
          <th scope="col">Broken lines</th>
          <th scope="col">Answers decided</th>
        </tr>
      </thead>
      <tbody>
        {lists.map((list) => (
          <tr key={list.name}>
            <th scope="row">{visible(list.name)}</th>
            <td>{count(list.names)}</td>
            <td>{count(list.broken)}</td>
            <td>{count(list.hits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
