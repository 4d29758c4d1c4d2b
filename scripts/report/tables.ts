import type { Band } from '../../core/model/score.ts'
import type { Interval } from './bootstrap.ts'
import { count, fixed, meanAndRange, megabytes, NONE, share, table } from './markdown.ts'
import { QUOTED_ORIGINAL, type Measured, type MeasuredSet, type Report, type ReportRow } from './report.ts'
import type { SetFigures } from './set-figures.ts'

type Line = { title: string; measured: Measured }

export function publicLines(report: Report): Line[] {
  return lines(report.rows.filter(({ data }) => data === 'public'))
}

export function threatfoxLines(report: Report): Line[] {
  return lines(report.rows.filter(({ data }) => data === 'threatfox'))
}

function lines(rows: readonly ReportRow[]): Line[] {
  return rows.flatMap(({ title, measured }) => (measured === null ? [] : [{ title, measured }]))
}

export function costTable(report: Report): string {
  const body = publicLines(report).map(({ title, measured: { parameters, bytes, minutes, timing } }) => [
    title,
    count(parameters),
    megabytes(bytes),
    minutes === null ? NONE : minutes.toFixed(1),
    timing.single.toFixed(3),
    timing.batched.toFixed(4),
  ])
  return table([
    ['model', 'parameters', 'file', 'minutes of training', 'ms a name, one at a time', 'ms a name, batches of 256'],
    [QUOTED_ORIGINAL.title, count(QUOTED_ORIGINAL.parameters), NONE, NONE, NONE, NONE],
    ...body,
  ])
}

const FIGURE_HEAD = [
  ...['model', 'AUC', 'recall at 1 %', 'at 0.1 %', 'stored 1 %: false positives, recall'],
  ...['stored 0.1 %: false positives, recall', 'accuracy', 'F1', 'ECE before', 'after'],
]

export function publicTable(report: Report): string {
  const { title, auc, recallAt1, recallAt01, accuracy, f1 } = QUOTED_ORIGINAL
  return table([
    FIGURE_HEAD,
    [
      title,
      fixed(auc, 3),
      share(recallAt1),
      share(recallAt01),
      NONE,
      NONE,
      fixed(accuracy, 3),
      fixed(f1, 3),
      NONE,
      NONE,
    ],
    ...figureRows(publicLines(report), 'test'),
    ...seedRow(report, 'public', 'test'),
  ])
}

/** One class only: no more can be said of it than how much of it is found. */
export function newerTable(report: Report): string {
  return table([
    ['model', 'recall at the stored 1 %', '95 % interval', 'at the stored 0.1 %'],
    ...publicLines(report).map(({ title, measured }) => [
      title,
      share(measured.sets.testTime?.stored1.recall),
      interval(measured.intervals.testTime?.recallAtStored, share),
      share(measured.sets.testTime?.stored01.recall),
    ]),
  ])
}

export function threatfoxTable(report: Report, set: 'threatfoxTest' | 'threatfoxApart'): string {
  const part = set === 'threatfoxTest' ? 'all' : 'apart'
  return table([
    [...FIGURE_HEAD, "F1 at dev's best threshold"],
    ...threatfoxLines(report).map(({ title, measured }) => [
      ...figureRow(title, measured.sets[set]),
      fixed(measured.tunedF1?.[part]),
    ]),
    ...seedRow(report, 'threatfox', set).map((cells) => [
      ...cells,
      meanAndRange(
        seedsOf(report, 'threatfox').flatMap(({ tunedF1 }) => (tunedF1 === null ? [] : [tunedF1[part]])),
        fixed
      ),
    ]),
  ])
}

export function tunnellingTable(report: Report): string {
  return table([FIGURE_HEAD, ...figureRows(publicLines(report), 'tunnelling')])
}

function figureRows(of: readonly Line[], set: MeasuredSet): string[][] {
  return of.map(({ title, measured }) => figureRow(title, measured.sets[set]))
}

function figureRow(title: string, figures: SetFigures | undefined): string[] {
  if (figures === undefined) return [title, ...FIGURE_HEAD.slice(1).map(() => NONE)]
  const { stored1, stored01 } = figures
  return [
    title,
    fixed(figures.auc),
    share(figures.recallAt1),
    share(figures.recallAt01),
    `${share(stored1.falsePositiveRate)}, ${share(stored1.recall)}`,
    `${share(stored01.falsePositiveRate)}, ${share(stored01.recall)}`,
    fixed(figures.accuracy, 3),
    fixed(figures.f1, 3),
    fixed(figures.eceBefore),
    fixed(figures.eceAfter),
  ]
}

function seedsOf(report: Report, data: 'public' | 'threatfox'): Measured[] {
  return lines(report.rows.filter((row) => row.data === data && row.family === 'domain-net')).map(
    ({ measured }) => measured
  )
}

/** Mean, lowest and highest over the seeds of the default; none where there is one seed only. */
function seedRow(report: Report, data: 'public' | 'threatfox', set: MeasuredSet): string[][] {
  const figures = seedsOf(report, data).flatMap(({ sets }) => sets[set] ?? [])
  if (figures.length < 2) return []
  const of = (take: (figures: SetFigures) => number | null, write: (value: number) => string): string =>
    meanAndRange(
      figures.flatMap((each) => take(each) ?? []),
      write
    )
  const three = (value: number): string => fixed(value, 3)
  return [
    [
      `\`domain-net\`, ${figures.length} seeds: mean (range)`,
      of(({ auc }) => auc, fixed),
      of(({ recallAt1 }) => recallAt1, share),
      of(({ recallAt01 }) => recallAt01, share),
      `${of(({ stored1 }) => stored1.falsePositiveRate, share)}, ${of(({ stored1 }) => stored1.recall, share)}`,
      `${of(({ stored01 }) => stored01.falsePositiveRate, share)}, ${of(({ stored01 }) => stored01.recall, share)}`,
      of(({ accuracy }) => accuracy, three),
      of(({ f1 }) => f1, three),
      of(({ eceBefore }) => eceBefore, fixed),
      of(({ eceAfter }) => eceAfter, fixed),
    ],
  ]
}

export function bandsTable(report: Report): string {
  const cells = (measured: Measured, band: Band): string[] => {
    const figures = measured.sets.test?.bands[band]
    return [share(figures?.coverage), share(band === 'unsure' ? figures?.malicious : figures?.error)]
  }
  return table([
    [
      ...['model', 'malicious: coverage', 'benign among them', 'unsure: coverage', 'malicious among them'],
      ...['benign: coverage', 'malicious among them'],
    ],
    ...publicLines(report).map(({ title, measured }) => [
      title,
      ...cells(measured, 'malicious'),
      ...cells(measured, 'unsure'),
      ...cells(measured, 'benign'),
    ]),
  ])
}

export function intervalTable(report: Report): string {
  const of = (set: 'test' | 'threatfoxTest' | 'threatfoxApart', from: readonly Line[], where: string): string[][] =>
    from.flatMap(({ title, measured: { intervals } }) => {
      const found = intervals[set]
      if (found === undefined) return []
      return [
        [
          title,
          where,
          interval(found.auc, fixed),
          interval(found.recallAt1, share),
          interval(found.recallAt01, share),
          interval(found.falsePositivesAtStored, share),
        ],
      ]
    })
  return table([
    ['model', 'on', 'AUC', 'recall at 1 %', 'recall at 0.1 %', 'false positives at the stored 1 %'],
    ...of('test', publicLines(report), 'public test'),
    ...of('threatfoxTest', threatfoxLines(report), 'ThreatFox'),
    ...of('threatfoxApart', threatfoxLines(report), 'ThreatFox, de-duplicated'),
  ])
}

export function precisionTable(report: Report): string {
  const prevalences = publicLines(report)[0]?.measured.precision?.map(({ prevalence }) => prevalence) ?? []
  return table([
    ['model', ...prevalences.flatMap((each) => [`${each * 100} %: at the stored 1 %`, 'at the stored 0.1 %'])],
    ...publicLines(report).map(({ title, measured }) => [
      title,
      ...(measured.precision ?? []).flatMap(({ at1, at01 }) => [share(at1), share(at01)]),
    ]),
  ])
}

function interval(given: Interval | undefined, write: (value: number) => string): string {
  return given === undefined || Number.isNaN(given.low) ? NONE : `${write(given.low)} - ${write(given.high)}`
}
