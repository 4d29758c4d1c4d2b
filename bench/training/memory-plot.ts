/** One look at a run's memory. `tensorBytes` and `tensors` are what TensorFlow.js itself counts. */
export type MemorySample = { seconds: number; epoch: number; residentMb: number; tensorMb: number; tensors: number }

const WIDTH = 900
const ROW = 190
const LEFT = 70
const RIGHT = 16
const TOP = 34
const GAP = 44

type Series = { title: string; of: (sample: MemorySample) => number; colour: string; step: number }

const SERIES: readonly Series[] = [
  { title: 'Resident memory of the process, MB', of: ({ residentMb }) => residentMb, colour: '#2457c5', step: 200 },
  { title: 'Tensors (tf.memory().numBytes), MB', of: ({ tensorMb }) => tensorMb, colour: '#b3541e', step: 1 },
  { title: 'Tensors (tf.memory().numTensors)', of: ({ tensors }) => tensors, colour: '#2b7a4b', step: 20 },
]

/** Three rows over one time axis, each from nothing up, so that a breath does not look like growth; epochs are marked. */
export function memoryPlot(samples: readonly MemorySample[], title: string): string {
  const longest = Math.max(1, samples.at(-1)!.seconds)
  const x = (seconds: number) => LEFT + ((WIDTH - LEFT - RIGHT) * seconds) / longest
  const height = TOP + SERIES.length * (ROW + GAP) + 8
  const ends = samples.filter(({ epoch }, at) => at > 0 && epoch !== samples[at - 1]!.epoch)
  const rows = SERIES.map((series, at) => row(series, samples, { x, top: TOP + at * (ROW + GAP) + 20 }))
  const marks = ends.map(
    ({ seconds }) =>
      `<path d="M${x(seconds).toFixed(1)} ${TOP}V${height - GAP + 4}" stroke="#8886" stroke-dasharray="2 4"/>`
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#666">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="${LEFT}" y="18" fill="#222" font-size="13">${title}</text>
${marks.join('\n')}
${rows.join('\n')}
<text x="${LEFT}" y="${height - 10}">0</text>
<text x="${WIDTH - RIGHT}" y="${height - 10}" text-anchor="end">${longest.toFixed(0)} s; dashed: an epoch begins</text>
</svg>
`
}

type Place = { x: (seconds: number) => number; top: number }

function row({ title, of, colour, step }: Series, samples: readonly MemorySample[], { x, top }: Place): string {
  const most = Math.max(step, Math.ceil((Math.max(...samples.map(of)) * 1.1) / step) * step)
  const y = (value: number) => top + ROW - (ROW * value) / most
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<path d="M${LEFT} ${y(most * share).toFixed(1)}H${WIDTH - RIGHT}" stroke="#8888" stroke-width=".5"/>` +
      `<text x="${LEFT - 8}" y="${(y(most * share) + 4).toFixed(1)}" text-anchor="end">${(most * share).toFixed(most < 10 ? 1 : 0)}</text>`
  )
  const points = samples.map((sample) => `${x(sample.seconds).toFixed(1)},${y(of(sample)).toFixed(1)}`)
  return `<text x="${LEFT}" y="${top - 6}" fill="#222">${title}</text>
${grid.join('\n')}
<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`
}
