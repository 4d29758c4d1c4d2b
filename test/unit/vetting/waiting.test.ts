import { describe, expect, it } from 'vitest'
import type { NameTotals } from '../../../core/store/port.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../../core/verdict/verdict.ts'
import { waitingOf } from '../../../core/vetting/waiting.ts'

const band = { unsure: 0.4, malicious: 0.9 }

function asked(rows: [name: string, last: VerdictKind, score: number][]): NameTotals {
  const ones = Float64Array.from(rows, () => 1)
  return {
    names: rows.map(([name]) => name),
    counts: Float64Array.from(rows, (_, at) => at + 1),
    clients: ones,
    firstSeen: ones,
    lastSeen: ones,
    lastScore: Float64Array.from(rows, ([, , score]) => score),
    lastVerdict: Uint8Array.from(rows, ([, last]) => VERDICT_KINDS.indexOf(last)),
    lastModel: rows.map(([name]) => `model of ${name}`),
  }
}

describe('a name waits for a person', () => {
  it.each<[VerdictKind, number, boolean]>([
    ['unsure', 0.5, true],
    ['unsure', 0.99, true],
    ['allowed-by-model', 0.5, false],
    ['blocked-by-model', 0.95, false],
    ['unscored', 0.5, true],
    ['unscored', 0.1, false],
    ['unscored', 0.9, false],
    ['unscored', NaN, false],
    ['blocked-by-list', 0.5, false],
  ])('whose last verdict is %s and whose last score is %d: %s', (last, score, waits) => {
    expect(waitingOf(asked([['quietkiln.example', last, score]]), band).names.length === 1).toBe(waits)
  })

  it('but not for a score that came before any model serves', () => {
    expect(waitingOf(asked([['quietkiln.example', 'unscored', 0.5]]), null).names).toEqual([])
  })

  it('with its own figures', () => {
    const waiting = waitingOf(
      asked([
        ['a.example', 'allowed-by-model', 0.1],
        ['b.example', 'unsure', 0.6],
      ]),
      band
    )
    expect(waiting).toMatchObject({ names: ['b.example'], lastModel: ['model of b.example'] })
    expect([...waiting.counts, ...waiting.lastScore]).toEqual([2, 0.6])
  })
})
