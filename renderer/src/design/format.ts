/** Texts of numbers and times, the same everywhere. Numbers follow the machine's language; words are English. */

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const clockMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false })
const dayOnly = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

export function count(value: number): string {
  return whole.format(value)
}

/** '1 name', '14 names'. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function percent(share: number | null, digits = 1): string {
  return share === null ? '–' : `${(share * 100).toFixed(digits)} %`
}

/** A probability or metric: three digits, '–' where there is none. */
export function score(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits)
}

export function milliseconds(value: number | null): string {
  if (value === null) return '–'
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`
  return value < 10 ? `${value.toFixed(2)} ms` : `${value.toFixed(0)} ms`
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${power === 0 || scaled >= 100 ? scaled.toFixed(0) : scaled.toFixed(1)} ${units[power] ?? ''}`
}

/** Time that is left or was taken: '45 s', '3 min 20 s', '2 h 5 min', '3 d 4 h'. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return `${s} s`
  if (s < 3600) return pair([Math.floor(s / 60), 'min'], [s % 60, 's'])
  if (s < 86_400) return pair([Math.floor(s / 3600), 'h'], [Math.floor((s % 3600) / 60), 'min'])
  return pair([Math.floor(s / 86_400), 'd'], [Math.floor((s % 86_400) / 3600), 'h'])
}

export function exactTime(at: number): string {
  return exact.format(at)
}

export function clockTime(at: number): string {
  return clock.format(at)
}

export function clockMinutes(at: number): string {
  return clockMinute.format(at)
}

export function dayText(at: number): string {
  return dayOnly.format(at)
}

export function shortDay(at: number): string {
  return dayMonth.format(at)
}

const UNITS: [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
]

/** What lies no further off is 'now': the clock of time.tsx moves in steps of this, so what was just done may lie before it. */
export const CLOCK_STEP_S = 5

/** '12 s ago', '4 min ago', '3 d ago', and the day itself for what is older than a month; 'in 5 min' for what comes. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000)
  const size = Math.abs(seconds)
  if (size <= CLOCK_STEP_S) return 'now'
  if (size > 30 * 86_400) return dayText(at)
  const [per, unit] = UNITS.find(([per]) => size >= per) ?? [1, 's']
  const text = `${Math.floor(size / per)} ${unit}`
  return seconds >= 0 ? `${text} ago` : `in ${text}`
}

/** Faults are written to stand after a colon; alone they begin like a sentence, unless they begin with a host's name. */
export function sentence(text: string): string {
  return text.replace(/^[a-z]+(?=[\s,:;]|$)/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
}

type Part = [value: number, unit: string]

function pair([first, firstUnit]: Part, [second, secondUnit]: Part): string {
  return second === 0 ? `${first} ${firstUnit}` : `${first} ${firstUnit} ${second} ${secondUnit}`
}
