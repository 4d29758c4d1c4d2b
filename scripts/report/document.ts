import { count, share, table } from './markdown.ts'
import { goalTable } from './goals.ts'
import type { Report } from './report.ts'
import { imitationTable, prefixTable } from './robustness-tables.ts'
import { SLICED_BY } from './slices.ts'
import {
  bandsTable,
  costTable,
  intervalTable,
  newerTable,
  precisionTable,
  publicTable,
  threatfoxTable,
  tunnellingTable,
} from './tables.ts'

const MOST_SLICES = 25

/** The report as it stands in docs/model.md. */
export function documentOf(report: Report): string {
  const { threatfox } = report
  const missing = report.rows.filter(({ measured }) => measured === null).map(({ key }) => key)
  return [
    ...(report.quick
      ? ['**A trial on samples with small networks: these figures say nothing about the models.**']
      : []),
    `Made ${report.at.slice(0, 10)} by \`${report.command}\` on ${report.machine}, backend \`${report.backend}\`; every figure, with more digits, stands in [model-report.json](model-report.json).`,
    ...(missing.length === 0
      ? []
      : [`Not trained when this was written, so not in the tables: ${missing.join(', ')}.`]),
    '### Against the goals',
    goalTable(report),
    '### What it costs',
    'Times of training are those of the day when each was trained, those of scoring are of this run, encoding included.',
    costTable(report),
    ...threadWords(report),
    '### Public test',
    'Recall at 1 % and at 0.1 % false positives fixes its threshold on the test itself; the stored thresholds were fixed on validation. Accuracy, F1 and expected calibration error (15 bins) are at probability 0.5; "before" is without the temperature, the shift of the calibration being in the bias of the network. Training left out `cf100k` for every line but the quoted one.',
    publicTable(report),
    '### Newer names',
    'Malicious names first seen 2025-07 or later (`test_time.tsv.gz`), which no split holds.',
    newerTable(report),
    '### ThreatFox',
    `Trained on its train, calibrated and given thresholds on its dev, measured on its test of ${count(threatfox.names)} names, ${count(threatfox.malicious)} of them malicious. All of it:`,
    threatfoxTable(report, 'threatfoxTest'),
    `De-duplicated: without the names whose registered domain stands in its train, which leaves ${count(threatfox.apart)}, ${count(threatfox.maliciousApart)} malicious:`,
    threatfoxTable(report, 'threatfoxApart'),
    '### Tunnelling',
    `The models of the public data on DNS tunnelling queries, a kind of name that their training data does not hold; ${count(report.tunnellingBroken)} lines that are no names, or single labels, are left out.`,
    tunnellingTable(report),
    '### Bands',
    'Of the public test: the share of names that falls into each band, and who is wrong in it.',
    bandsTable(report),
    '### How sure the figures are',
    `95 % bootstrap intervals: registered domains are drawn whole, with replacement, ${replicatesOf(report)} times.`,
    intervalTable(report),
    '### Precision where malice is rare',
    'Of what a threshold calls, the share that is malicious, if that share of all names is; from recall and false positives on the public test.',
    precisionTable(report),
    '### Robustness',
    'False positives at the stored 1 % threshold, of the benign registered names of the public test, as they are and with what hosts are called put before them, and how many times those without. The encoder takes `www.` away; training has never shown `zx9.`.',
    prefixTable(report),
    'Names made of the same benign names, which nobody registered: called at the stored 1 % threshold, at 0.1 %, and not in the benign band (the rule on unfamiliar names included).',
    imitationTable(report),
    ...sliceSections(report),
    '### The commands',
    'Each model by itself (without `--only`, the report trains what is missing):',
    table([['model', 'command'], ...report.rows.map(({ key, command }) => [key, `\`${command}\``])]),
  ].join('\n\n')
}

function threadWords({ serving }: Report): string[] {
  if (serving === null) return []
  const { thread } = serving
  return [
    `Through the model's thread, as the resolver asks, a never-seen name takes \`${serving.key}\` ${thread.p50.toFixed(2)} ms (median of ${thread.names}; 95 %: ${thread.p95.toFixed(2)} ms).`,
  ]
}

function replicatesOf({ rows }: Report): string {
  return count(rows.flatMap(({ measured }) => measured?.intervals.test ?? [])[0]?.replicates ?? 0)
}

function sliceSections({ serving }: Report): string[] {
  if (serving === null) return []
  return [
    '### Slices',
    `Of the public test, by \`${serving.key}\` at its stored thresholds: recall of the malicious names, false positives of the benign ones. The ${MOST_SLICES} largest of each; the others are in the file.`,
    ...SLICED_BY.flatMap((by) => {
      const slices = serving.slices.filter((slice) => slice.by === by).slice(0, MOST_SLICES)
      if (slices.length === 0) return []
      return table([
        [by, 'malicious', 'recall at 1 %', 'at 0.1 %', 'benign', 'false positives at 1 %', 'at 0.1 %'],
        ...slices.map((slice) => [
          slice.value.replaceAll('|', '\\|'),
          count(slice.malicious),
          share(slice.recall1),
          share(slice.recall01),
          count(slice.benign),
          share(slice.falsePositives1),
          share(slice.falsePositives01),
        ]),
      ])
    }),
  ]
}
