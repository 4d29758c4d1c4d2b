import { share, table } from './markdown.ts'
import type { Report } from './report.ts'
import type { Called, Robustness } from './robustness.ts'
import { publicLines } from './tables.ts'

type Tested = { title: string; robustness: Robustness }

function tested(report: Report): Tested[] {
  return publicLines(report).flatMap(({ title, measured: { robustness } }) =>
    robustness === null ? [] : [{ title, robustness }]
  )
}

/** False positives at the stored 1 % threshold, of benign registered names, and how many times those without a prefix. */
export function prefixTable(report: Report): string {
  const of = tested(report)
  const prefixes = of[0]?.robustness.prefixes.map(({ prefix }) => prefix) ?? []
  return table([
    [
      'model',
      'without',
      ...prefixes.map((prefix) => `\`${prefix}.\``),
      'the six: times without',
      'recall without, with the six',
    ],
    ...of.map(({ title, robustness: { plain, prefixes: found, prefixRatio, maliciousPlain, maliciousPrefixed } }) => [
      title,
      share(plain.stored1),
      ...found.map(({ called, ratio }) => `${share(called.stored1)} (${times(ratio)})`),
      times(prefixRatio),
      `${share(maliciousPlain.stored1)}, ${share(maliciousPrefixed.stored1)}`,
    ]),
  ])
}

export function imitationTable(report: Report): string {
  const of = tested(report)
  const kinds = of[0]?.robustness.imitations.map(({ kind, called }) => `${kind} (${called.names} names)`) ?? []
  const cell = ({ stored1, stored01, notBenign }: Called): string =>
    [stored1, stored01, notBenign].map((value) => share(value)).join(', ')
  return table([
    ['model', ...kinds],
    ...of.map(({ title, robustness }) => [title, ...robustness.imitations.map(({ called }) => cell(called))]),
  ])
}

function times(ratio: number | null): string {
  return ratio === null ? '-' : `x ${ratio.toFixed(2)}`
}
