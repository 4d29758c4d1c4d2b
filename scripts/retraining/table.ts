import type { Outcome } from './measure.ts'

/** One row for each family and seed, with what it cost elsewhere; the worst of them decides. */
export function retrainingTable(outcomes: readonly Outcome[]): string {
  const head = [
    'family',
    'seed',
    'taught',
    'unseen names',
    'at or above 0.5',
    'found unsure or blocked',
    'blocked',
    'recall at 1 % elsewhere',
    'change',
    'AUC elsewhere',
    'false positives at the stored 1 % threshold',
  ]
  const rows = outcomes.map(({ family, seed, taught, before, after }) => [
    family,
    String(seed),
    String(taught),
    String(after.unseen.names),
    moved(before.unseen.above05, after.unseen.above05),
    moved(before.unseen.atUnsure, after.unseen.atUnsure),
    moved(before.unseen.atMalicious, after.unseen.atMalicious),
    moved(before.elsewhere.recallAt1, after.elsewhere.recallAt1),
    points(after.elsewhere.recallAt1 - before.elsewhere.recallAt1),
    `${before.elsewhere.auc.toFixed(4)} → ${after.elsewhere.auc.toFixed(4)}`,
    `${percent(before.elsewhere.fprAtStored1, 2)} → ${percent(after.elsewhere.fprAtStored1, 2)}`,
  ])
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

export function worstCost(outcomes: readonly Outcome[]): number {
  return Math.max(...outcomes.map(({ before, after }) => before.elsewhere.recallAt1 - after.elsewhere.recallAt1))
}

function moved(before: number, after: number): string {
  return `${percent(before)} → ${percent(after)}`
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`
}

function points(change: number): string {
  return `${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change * 100).toFixed(2)}`
}
