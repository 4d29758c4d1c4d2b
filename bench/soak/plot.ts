import type { Sample } from './slope.ts'

const WIDTH = 900
const HEIGHT = 320
const LEFT = 56
const BOTTOM = 36
const TOP = 28

/** Memory over time as a picture of lines; the axis begins at nothing, so that a breath does not look like growth. */
export function plot(samples: readonly Sample[], title: string): string {
  const longest = Math.max(60, ...samples.map(({ seconds }) => seconds))
  const most = Math.ceil(Math.max(50, ...samples.map(({ megabytes }) => megabytes)) / 50) * 50
  const x = (seconds: number) => LEFT + ((WIDTH - LEFT - 12) * seconds) / longest
  const y = (megabytes: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * megabytes) / most
  const line = samples.map(({ seconds, megabytes }) => `${x(seconds).toFixed(1)},${y(megabytes).toFixed(1)}`).join(' ')
  const rows = Array.from({ length: most / 50 + 1 }, (_, i) => i * 50).map(
    (value) =>
      `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - 12}" stroke="#8888" stroke-width=".5"/>` +
      `<text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value}</text>`
  )
  const step = Math.max(1, Math.ceil(longest / 60 / 12))
  const columns = Array.from({ length: Math.floor(longest / 60 / step) + 1 }, (_, i) => i * step).map(
    (minute) =>
      `<text x="${x(minute * 60).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${minute}</text>`
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#666">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="16" fill="#222">${title}</text>
${rows.join('\n')}
${columns.join('\n')}
<text x="${WIDTH - 12}" y="${HEIGHT - 4}" text-anchor="end">minutes</text>
<polyline points="${line}" fill="none" stroke="#2457c5" stroke-width="1.5"/>
</svg>
`
}
