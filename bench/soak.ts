import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { MOST_SCORES } from '../core/model/connect.ts'
import { seeded } from '../core/model/random.ts'
import { ROOT } from './parts/build.ts'
import { openDeskCalls } from './parts/desk-calls.ts'
import { dnsperf } from './parts/dnsperf.ts'
import { PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { machineText } from './parts/machine.ts'
import { privateBytes } from './parts/processor-time.ts'
import { waitFor } from './parts/product.ts'
import { stageProduct } from './parts/scene.ts'
import { plot } from './soak/plot.ts'
import { growthOf, slopeOf, type Sample } from './soak/slope.ts'

/**
 * Private memory (RssAnon and RssShmem) of the product as it ships: at rest, with a list of a million names, and over an hour at 1,000 questions a second.
 * Nine of ten questions are for 2,000 popular names, the others for half a million, so that every cache fills to its limit. Ends with one JSON line.
 *
 *   node bench/soak.ts [--minutes 60] [--rate 1000] [--listed 1000000] [--rest 60] [--write]
 *
 * A sample each ten seconds goes to samples.csv as it is taken; with `--write` that file, a picture and a table lie in docs/.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '1000' },
    listed: { type: 'string', default: '1000000' },
    rest: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
})
const MINUTES = Number(values.minutes)
const RATE = Number(values.rate)
const LISTED = Number(values.listed)
const REST_MS = Number(values.rest) * 1000
const SAMPLE_MS = 10_000
/** Seconds until every cache is at its limit and V8 knows its heap: one question in ten is for another name, and the scores' cache fills last. 20 minutes at 1,000 a second. */
const WARM_UP = Math.min((1.2 * MOST_SCORES) / (RATE / 10), (MINUTES * 60) / 2)
const POPULAR = 2000
const OTHERS = 500_000
/** Questions in the file that dnsperf goes round in. */
const QUESTIONS = 1_000_000
const GOALS = { idle: 250, listed: 60 }
const ALL_CORES = `0-${availableParallelism() - 1}`

await using scene = new AsyncDisposableStack()
const results = values.write ? join(ROOT, 'docs', 'performance') : mkdtempSync(join(tmpdir(), 'soak-result-'))
mkdirSync(results, { recursive: true })
const csv = join(results, 'soak.csv')
const { folder, product } = await stageProduct(scene, { name: 'soak', core: ALL_CORES })
const megabytes = (): number => Math.round((privateBytes(product.server.pid) / 2 ** 20) * 10) / 10

await pause(REST_MS)
const idle = megabytes()
console.log(`at rest ${idle} MB`)
const listSeconds = LISTED > 0 ? await subscribe() : 0
await pause(REST_MS)
const withList = megabytes()
console.log(
  `with ${LISTED.toLocaleString('en')} listed names ${withList} MB (subscribed in ${listSeconds.toFixed(1)} s)`
)

const samples: Sample[] = []
writeFileSync(csv, 'seconds,megabytes,answered,lost in the resolver\n')
const began = performance.now()
const sampling = setInterval(() => void sample(), SAMPLE_MS)
const { answers, lost } = await dnsperf({
  port: product.port,
  file: questions(),
  seconds: MINUTES * 60,
  core: ALL_CORES,
  clients: 8,
  mostPerSecond: RATE,
})
clearInterval(sampling)
const { rows, answered, dropped } = await product.settled()
await pause(REST_MS)
const after = megabytes()
const slope = slopeOf(samples.filter(({ seconds }) => seconds >= WARM_UP))
const title = `Private memory, ${RATE.toLocaleString('en')} questions a second for ${MINUTES} minutes`
writeFileSync(join(results, 'soak.svg'), plot(samples, title))
console.log(`${text()}\nsamples and picture: ${results}`)
if (values.write)
  writeGenerated(PERFORMANCE, 'bench:soak', `${text()}\n\n![Private memory over the run](performance/soak.svg)`)
console.log(
  JSON.stringify({
    machine: machineText(), minutes: MINUTES, rate: RATE, idle, withList, listed: LISTED, listSeconds,
    peak: Math.max(...samples.map((one) => one.megabytes)), after, slope, growth: growthOf(slope), answers, lost, rows, answered, dropped, goals: GOALS,
  }) // prettier-ignore
)

async function sample(): Promise<void> {
  const { counters } = await product.health()
  const one = {
    seconds: Math.round((performance.now() - began) / 1000),
    megabytes: megabytes(),
    answered: counters.queries,
    lost: counters.logDropped,
  }
  samples.push(one)
  appendFileSync(csv, `${Object.values(one).join(',')}\n`)
}

async function subscribe(): Promise<number> {
  const path = join(folder, 'million.txt')
  writeFileSync(
    path,
    Array.from({ length: LISTED }, (_, i) => `host${i * 7919}.s${i % 977}.brightfern.example\n`).join('')
  )
  using desk = await openDeskCalls(product.desk)
  const from = performance.now()
  await desk.call('lists.add', { name: 'million', effect: 'block', source: { kind: 'file', path } })
  await waitFor('the list to be read', async () => {
    const [list] = await desk.call('lists.all', {})
    return (list?.names ?? 0) >= LISTED
  })
  return (performance.now() - from) / 1000
}

function questions(): string {
  const random = seeded(1)
  const file = join(folder, 'questions.txt')
  const name = () =>
    random() < 0.9 ? `www.popular${Math.floor(random() * POPULAR)}.com` : `h${Math.floor(random() * OTHERS)}.seldom.net`
  writeFileSync(file, Array.from({ length: QUESTIONS }, () => `${name()} A\n`).join(''))
  return file
}

function text(): string {
  const tail = samples.filter(({ seconds }) => seconds >= WARM_UP).map((one) => one.megabytes)
  const grows =
    slope === null ? 'too short to tell' : `${slope.perHour.toFixed(1)} ± ${slope.within.toFixed(1)} MB an hour`
  return `${machineText()}.

| | MB |
| --- | ---: |
| at rest | ${idle} |
| with ${LISTED.toLocaleString('en')} listed names | ${withList} (${withList < idle ? '' : '+'}${(withList - idle).toFixed(1)}) |
| at ${RATE.toLocaleString('en')} questions a second, after the warm-up: least, most | ${Math.min(...tail)}, ${Math.max(...tail)} |
| at rest again | ${after} |

After the first ${(WARM_UP / 60).toFixed(0)} of ${MINUTES} minutes it grows by ${grows} (95 %, least squares over minutes, of which one says ${slope?.correlation.toFixed(2) ?? '?'} of the next): ${growthOf(slope)}. ${answers.toLocaleString('en')} answers, ${lost} lost;
${rows.toLocaleString('en')} rows of ${answered.toLocaleString('en')} answers in the store, ${dropped} dropped.`
}
