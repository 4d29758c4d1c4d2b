import type { RecordBatch } from '../../core/log/batch.ts'
import { createBatchDecoder } from '../../core/log/decode.ts'
import type { QueryRecord } from '../../core/log/record.ts'
import { matchesAll } from '../../core/query/matches.ts'
import type { NameTotals, QueryStore, Search, TimelineRow } from '../../core/store/port.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../core/verdict/verdict.ts'

/**
 * A store that keeps records in an array and counts them one by one: the independent reference of the contract suite, and the store of tests
 * that are about what stands behind one. It has no files, so asking it for figures or retention is a mistake of the test.
 */
export function createReferenceStore(records: QueryRecord[] = []): QueryStore {
  const decoder = createBatchDecoder()
  const found = ({ range, terms }: Search): QueryRecord[] =>
    records.filter((record) => record.time >= range.from && record.time < range.to && matchesAll(terms, record))
  return {
    async append(batch: RecordBatch) {
      records.push(...decoder.decode(batch))
    },
    async flush() {
      // What is appended is there.
    },
    async timeline(search, bucketMs, offsetMs) {
      const rows = groupBy(found(search), (record) => {
        const start = Math.floor((record.time - offsetMs) / bucketMs) * bucketMs + offsetMs
        return JSON.stringify([start, VERDICT_KINDS.indexOf(record.verdict)])
      })
      return [...rows]
        .map(([key, { length }]): [number, number, number] => [...(JSON.parse(key) as [number, number]), length])
        .sort((a, b) => a[0] - b[0] || a[1] - b[1])
        .map(([start, kind, count]): TimelineRow => ({ start, verdict: VERDICT_KINDS[kind]!, count }))
    },
    async names(search, verdicts) {
      const groups = groupBy(found(search), ({ name }) => name)
      return totalsOf(new Map([...groups].filter(([, of]) => verdicts?.includes(lastVerdict(of)) ?? true)))
    },
    async clients(search, limit) {
      return [...groupBy(found(search), ({ client }) => client)]
        .map(([client, of]) => ({ client, count: of.length, ...span(of) }))
        .sort((a, b) => b.count - a.count || (a.client < b.client ? -1 : 1))
        .slice(0, limit)
    },
    async answers(search, limit) {
      const each = found(search).flatMap(({ answers }) => [...new Set(answers)])
      return [...groupBy(each, (answer) => answer)]
        .map(([answer, { length }]) => ({ answer, count: length }))
        .sort((a, b) => b.count - a.count || (a.answer < b.answer ? -1 : 1))
        .slice(0, limit)
    },
    async queriesUnder(names, range) {
      const under = (name: string) => names.some((wanted) => name === wanted || name.endsWith(`.${wanted}`))
      return found({ range, terms: [] }).filter(({ name }) => under(name)).length
    },
    async records(search, offset, limit) {
      const all = found(search).sort((a, b) => b.time - a.time || (a.evidence < b.evidence ? 1 : -1))
      return { records: all.slice(offset, offset + limit), total: all.length }
    },
    async byEvidence(evidence) {
      return records.find((record) => record.evidence === evidence) ?? null
    },
    figures: () => Promise.reject(new Error('the reference store has no figures')),
    retain: () => Promise.reject(new Error('the reference store keeps no days')),
    beyond: () => Promise.reject(new Error('the reference store keeps no days')),
    async [Symbol.asyncDispose]() {
      // Nothing is open.
    },
  }
}

function totalsOf(groups: Map<string, QueryRecord[]>): NameTotals {
  const all = [...groups.values()]
  const lastScored = all.map((of) => last(of.filter(({ score }) => score !== null)))
  return {
    names: [...groups.keys()],
    counts: Float64Array.from(all, ({ length }) => length),
    clients: Float64Array.from(all, (of) => new Set(of.map(({ client }) => client)).size),
    firstSeen: Float64Array.from(all, (of) => span(of).firstSeen),
    lastSeen: Float64Array.from(all, (of) => span(of).lastSeen),
    lastScore: Float64Array.from(lastScored, (record) => record?.score ?? NaN),
    lastVerdict: Uint8Array.from(all, (of) => VERDICT_KINDS.indexOf(lastVerdict(of))),
    lastModel: lastScored.map((record) => record?.modelId ?? null),
  }
}

function lastVerdict(of: readonly QueryRecord[]): VerdictKind {
  const byOthers = of.filter(({ rule }) => rule?.listId.startsWith('override-') !== true)
  return (last(byOthers) ?? last(of)!).verdict
}

function last(of: readonly QueryRecord[]): QueryRecord | undefined {
  return of.toSorted((a, b) => b.time - a.time)[0]
}

function span(of: readonly QueryRecord[]): { firstSeen: number; lastSeen: number } {
  const times = of.map(({ time }) => time)
  return { firstSeen: Math.min(...times), lastSeen: Math.max(...times) }
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  return Map.groupBy(values, key)
}
