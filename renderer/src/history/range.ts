import type { Period } from '../../../core/analysis/views.ts'
import type { Range } from '../../../core/query/criteria.ts'
import { BUCKET_MS } from '../charts/buckets.ts'
import { clockMinutes, dayText, shortDay } from '../design/format.ts'

export const PRESETS = [
  { id: '1h', text: '1 h', ms: 3_600_000 },
  { id: '24h', text: '24 h', ms: 86_400_000 },
  { id: '7d', text: '7 d', ms: 7 * 86_400_000 },
  { id: '30d', text: '30 d', ms: 30 * 86_400_000 },
  { id: '90d', text: '90 d', ms: 90 * 86_400_000 },
] as const
export type Preset = (typeof PRESETS)[number]['id']

/** A preset ends where the person began to look; a custom range is fixed at both ends. */
export type ChosenRange = { kind: 'preset'; preset: Preset; range: Range } | { kind: 'custom'; range: Range }

export const DEFAULT_PRESET: Preset = '24h'

/** From the address's `from` and `to`, else `range`; what makes no range falls back to the default preset. */
export function chosenRange(params: Readonly<Record<string, string>>, asOf: number): ChosenRange {
  const [from, to] = [Number(params['from'] ?? NaN), Number(params['to'] ?? NaN)]
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) return { kind: 'custom', range: { from, to } }
  const preset = PRESETS.find(({ id }) => id === params['range']) ?? PRESETS.find(({ id }) => id === DEFAULT_PRESET)!
  return { kind: 'preset', preset: preset.id, range: { from: asOf - preset.ms, to: asOf } }
}

export const PERIODS = ['minute', 'hour', 'day'] as const

export function chosenPeriod(params: Readonly<Record<string, string>>): Period | null {
  return PERIODS.find((period) => period === params['period']) ?? null
}

/** More bars than pixels say nothing and take long to draw. */
const MOST_BARS = 3000

export function tooFine(period: Period, { from, to }: Range): boolean {
  return (to - from) / BUCKET_MS[period] > MOST_BARS
}

/** 'Nov 3, 14:05 – 16:20', 'Nov 3, 14:05 – Nov 4, 09:00', with years where the two differ. */
export function rangeText({ from, to }: Range): string {
  const [first, last] = [new Date(from), new Date(to)]
  if (first.toDateString() === last.toDateString())
    return `${shortDay(from)}, ${clockMinutes(from)} – ${clockMinutes(to)}`
  const day = first.getFullYear() === last.getFullYear() ? shortDay : dayText
  return `${day(from)}, ${clockMinutes(from)} – ${day(to)}, ${clockMinutes(to)}`
}

/** What a datetime-local field shows and gives: local time without a zone. */
export function toFieldText(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** NaN for an empty or half-typed field. */
export function fromFieldText(text: string): number {
  return text === '' ? NaN : new Date(text).getTime()
}

export function minutesEastOfUtc(at: number): number {
  return -new Date(at).getTimezoneOffset()
}
