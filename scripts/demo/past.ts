import { join } from 'node:path'
import { createOwnNames } from '../../core/lists/own-names.ts'
import { openRuleBook, type CompiledBook } from '../../core/lists/rule-book.ts'
import { FLAG_CACHED } from '../../core/log/batch.ts'
import { createRecordWriter, loggable, type Loggable } from '../../core/log/record-writer.ts'
import { portSink } from '../../core/log/sink.ts'
import { startModelThread } from '../../core/model/model-thread.ts'
import { openRegistry } from '../../core/registry/registry.ts'
import { logEntry } from '../../core/resolver/log-entry.ts'
import { openDuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import { systemClock } from '../../core/system/clock.ts'
import { createFilter } from '../../core/verdict/create-filter.ts'
import type { Verdict } from '../../core/verdict/verdict.ts'
import type { Chance } from './names.ts'
import { activity, type DemoQuestion, type Network } from './traffic.ts'
import { answerTexts, TYPES } from './zone.ts'

const HOUR_MS = 3_600_000
const DAYS = 6
/** Questions in the busiest hour. */
const BUSIEST = 520
const SCORE_WITHIN_MS = 20_000

export type PastParts = {
  dataFolder: string
  resourcesFolder: string
  book: CompiledBook
  network: Network
  chance: Chance
}

/** Several days of answers, dated back: real stages and the shipped model judged them, and the store's own writer kept them. */
export async function writePast({ dataFolder, resourcesFolder, book, network, chance }: PastParts): Promise<number> {
  await using model = await startModelThread()
  await using store = await openDuckDbStore({ folder: join(dataFolder, 'log') })
  await using log = createRecordWriter({ sink: portSink(store.connect()) })
  const folders = { shippedFolder: join(resourcesFolder, 'model'), modelsFolder: join(dataFolder, 'models') }
  const registry = await openRegistry({ ...folders, servingFile: join(dataFolder, 'serving.json') })
  const serving = await registry.serving()
  if (serving !== null) await model.serve(serving.folder)
  const filter = createFilter({
    own: createOwnNames(),
    book: openRuleBook(book),
    scorer: model.scorer,
    settings: {
      blockingAnswer: 'blackhole',
      honeypot: { ipv4: null, ipv6: null },
      modelAction: 'block',
      scoreWaitMs: SCORE_WITHIN_MS,
      pausedUntil: null,
    },
  })
  const asked = madeUpPast(network, chance, systemClock.now())
  const known = new Map<string, Promise<Loggable>>()
  const entryOf = (question: DemoQuestion): Promise<Loggable> => {
    const key = `${question.name} ${question.type}`
    const entry = known.get(key) ?? judged(question, filter.judge(question))
    known.set(key, entry)
    return entry
  }
  const entries = await Promise.all(asked.map(({ question }) => entryOf(question)))
  const seen = new Set<Loggable>()
  for (const [at, { question, time }] of asked.entries()) {
    const what = entries[at]
    if (what === undefined) continue
    const cached = seen.has(what) && chance() < 0.7
    seen.add(what)
    const milliseconds = cached ? 0.05 + chance() * 0.2 : 4 + chance() ** 3 * 60
    log.add({ what, client: question.client, time, milliseconds, flags: cached ? FLAG_CACHED : 0 })
  }
  await log.flush()
  await store.flush()
  return asked.length
}

async function judged(question: DemoQuestion, verdict: Verdict | Promise<Verdict>): Promise<Loggable> {
  const { name, type } = question
  const said = await verdict
  const blocked = said.kind === 'blocked-by-list' || said.kind === 'blocked-by-model'
  const answer = blocked ? blockedAnswer(type) : { ...answerTexts(name, type), upstream: '127.0.0.1:53' }
  return loggable(logEntry({ name, type: TYPES[type] }, said, answer))
}

function blockedAnswer(type: DemoQuestion['type']): { rcode: string; answers: string[]; upstream: null } {
  const answers = type === 'A' ? ['A 0.0.0.0'] : type === 'AAAA' ? ['AAAA ::'] : []
  return { rcode: 'NOERROR', answers, upstream: null }
}

/** Hour by hour up to now, in order, as busy as people are. */
function madeUpPast(network: Network, chance: Chance, now: number): { question: DemoQuestion; time: number }[] {
  const asked: { question: DemoQuestion; time: number }[] = []
  for (let hour = now - DAYS * 24 * HOUR_MS; hour < now; hour += HOUR_MS) {
    const count = Math.round(BUSIEST * activity(new Date(hour).getHours()) * (0.7 + 0.6 * chance()))
    const times = Array.from({ length: count }, () => hour + chance() * Math.min(HOUR_MS, now - hour))
    for (const time of times.sort((a, b) => a - b)) asked.push({ question: network.next(), time: Math.floor(time) })
  }
  return asked
}
