import { dnsperf, type DnsperfOptions } from './dnsperf.ts'
import { median } from './figures.ts'

/** Milliseconds from question to answer as a client saw them. */
export type Latencies = { p50: number; p99: number; lost: number }

export async function latenciesOf(options: DnsperfOptions): Promise<Latencies> {
  const { latencies, lost } = await dnsperf({ ...options, latencies: true })
  const sorted = latencies.toSorted()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { p50: at(0.5), p99: at(0.99), lost }
}

export type LatencySummary = { p50Ms: number; p99Ms: number; lost: number; p99OfEach: number[] }

/** The median of the rounds, and each round's own p99. */
export function summaryOf(all: readonly Latencies[]): LatencySummary {
  return {
    p50Ms: rounded(median(all.map(({ p50 }) => p50))),
    p99Ms: rounded(median(all.map(({ p99 }) => p99))),
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
    p99OfEach: all.map(({ p99 }) => rounded(p99)),
  }
}

export function summaryRow(name: string, { p50Ms, p99Ms, lost, p99OfEach }: LatencySummary): string[] {
  return [name, `${p50Ms} ms`, `${p99Ms} ms`, p99OfEach.join(', '), String(lost)]
}

export const SUMMARY_HEAD = ['', 'p50', 'p99, median of the rounds', 'p99 of each', 'lost']

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
