import type { Answers, FakeBridge } from '../../fakes/bridge.ts'
import type { Decision, VettingRow } from '../../../core/vetting/decision.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { inventNames, random, THRESHOLDS } from '../world.ts'

const DAY = 86_400_000

/** A queue that behaves as the journal does: decisions, undo, counts, orders. */
export function vettingAnswers(tell: () => FakeBridge, slowly: boolean): Answers {
  const chance = random(11)
  const rows = new Map<string, VettingRow>()
  for (const known of inventNames()) {
    if (known.listed !== null || known.score === null) continue
    if (known.vetted === null && known.score < 0.45) continue
    const first = Date.now() - chance() ** 2 * 25 * DAY
    const decided = known.vetted === null ? null : Date.now() - chance() * 6 * DAY
    rows.set(known.name, {
      name: known.name,
      class: known.vetted ?? 'not-vetted',
      score: known.score,
      modelId: 'ngram-linear-1',
      why: known.vetted === null ? reason(known.score) : 'seen in the incident of Tuesday',
      queries: Math.round(known.weight * (2 + chance() * 9)),
      clients: 1 + Math.floor(chance() * 6),
      firstSeen: first,
      lastSeen: first + chance() * (Date.now() - first),
      decidedAt: decided,
      decidedBy: decided === null ? null : 'analyst',
    })
  }
  // `?many`: enough rows that pages are loaded as they scroll.
  const first = [...rows.values()][0]
  if (first !== undefined && new URLSearchParams(location.search).has('many'))
    for (let i = 0; i < 5000; i++) {
      const name = `n${String(i).padStart(4, '0')}.tidalvector.example`
      rows.set(name, { ...first, class: 'not-vetted', name, queries: 1, score: 0.7 - i / 100_000 })
    }
  const journal: { decision: Decision; before: VettingRow[] }[] = []
  const counts = () => {
    const all: Record<VettingClass, number> = { 'not-vetted': 0, benign: 0, honeypot: 0, malicious: 0 }
    for (const row of rows.values()) all[row.class]++
    return all
  }
  const changed = () => setTimeout(() => tell().emit('stale', { what: ['vetting', 'history'] }), 5)
  return {
    'vetting.page': async ({ class: kind, order, search, offset, limit }) => {
      if (slowly) await new Promise((done) => setTimeout(done, 400))
      const found = [...rows.values()].filter((row) => row.class === kind && row.name.includes(search))
      found.sort((a, b) => {
        if (order === 'name') return a.name.localeCompare(b.name)
        if (order === 'most-asked') return b.queries - a.queries
        if (order === 'newest') return (b.firstSeen ?? 0) - (a.firstSeen ?? 0)
        return (b.score ?? 0) * b.queries - (a.score ?? 0) * a.queries
      })
      return { rows: found.slice(offset, offset + limit), total: found.length, counts: counts() }
    },
    'vetting.reach': ({ names }) => {
      const reached = names.flatMap((name) => rows.get(name) ?? [])
      return {
        names: names.length,
        queries: reached.reduce((sum, row) => sum + row.queries, 0),
        vettedBenign: reached.filter((row) => row.class === 'benign').length,
        vettedMalicious: reached.filter((row) => row.class === 'malicious').length,
      }
    },
    'vetting.decide': ({ names, class: kind, note }) => {
      const decision: Decision = {
        id: journal.length + 1,
        time: Date.now(),
        actor: 'analyst',
        names,
        class: kind,
        note,
        undoes: null,
      }
      journal.push({ decision, before: names.flatMap((name) => rows.get(name) ?? []) })
      for (const name of names) {
        const row = rows.get(name)
        const undone = kind === 'not-vetted'
        if (row !== undefined)
          rows.set(name, {
            ...row,
            class: kind,
            why: undone ? reason(row.score ?? 0) : note,
            decidedAt: undone ? null : Date.now(),
            decidedBy: undone ? null : 'analyst',
          })
      }
      changed()
      return { decision, droppedAnswers: names.length * 3, counts: counts() }
    },
    'vetting.undo': () => {
      const last = journal.pop()
      if (last === undefined) return { kind: 'nothing-to-undo' }
      for (const row of last.before) rows.set(row.name, row)
      changed()
      return {
        kind: 'undone',
        effect: {
          decision: { ...last.decision, time: Date.now(), undoes: last.decision.id },
          droppedAnswers: 1,
          counts: counts(),
        },
      }
    },
  }
}

function reason(score: number): string {
  return score >= THRESHOLDS.malicious ? 'would be blocked: the model only observes' : 'between the thresholds'
}
