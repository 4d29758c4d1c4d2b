import { setTimeout } from 'node:timers/promises'
import type { SelfTestRow } from '../contract/workstation.ts'
import { parseName } from '../dns/name.ts'
import type { Scorer } from '../model/scorer.ts'
import type { QueryStore } from '../store/port.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import { askOverTcp, askOverUdp, type Asked } from './ask.ts'
import { cacheAnswers, machineAsksHere, reasonIn, row, type Outcome } from './self-test-rows.ts'

/** `.invalid` is never asked upstream (RFC 6761, 6.4), so a mistake here cannot leave the machine. */
const BLOCKED = 'blocked.self-test.mlbridge.invalid'
const WITHIN_MS = 3000

export type SelfTestParts = {
  server: { host: string; port: number } | null
  scorer: Scorer
  /** Teaches the resolver a name for the length of the test; nothing is written to the journal. */
  teach(name: string, vetted: VettingClass): Promise<unknown>
  /** How many records the log has for a name since a time, once there are as many as wanted or too much time has passed. */
  logged(name: string, since: number, wanted: number): Promise<number>
  /** Whether this machine's own programs should ask here. */
  machineAsks: boolean
  /** As every program of this machine looks a name up. */
  lookUp(name: string): Promise<unknown>
  /** Answers from the cache so far. */
  fromCache(): Promise<number>
  /** A name that the model has not seen. */
  freshName(): string
}

/** Synthetic names through the live path, one row for each part of it. */
export async function selfTest(parts: SelfTestParts): Promise<SelfTestRow[]> {
  const { server } = parts
  if (server === null)
    return [{ check: 'The resolver listens', passed: false, detail: 'no address could be opened', milliseconds: 0 }]
  const since = Date.now()
  await parts.teach(BLOCKED, 'malicious')
  try {
    const question = { server, name: BLOCKED, type: 'A' as const, withinMs: WITHIN_MS }
    return [
      await row('A blocked name is answered over UDP', async () => blockedAnswer(await askOverUdp(question))),
      await row('A blocked name is answered over TCP', async () => blockedAnswer(await askOverTcp(question))),
      await row('A blocked answer says why', async () => reasonIn(await askOverUdp({ ...question, edns: true }))),
      await row('An upstream answers', async () =>
        upstreamAnswer(await askOverUdp({ ...question, name: '.', type: 'NS' }))
      ),
      await row('A repeated question is answered from the cache', () =>
        cacheAnswers(() => askOverUdp({ ...question, name: '.', type: 'NS' }), parts.fromCache)
      ),
      await row('The model scores a name it has not seen', () => modelScore(parts)),
      await row('The log keeps what was answered', async () => {
        const count = await parts.logged(BLOCKED, since, 3)
        return { passed: count >= 3, detail: `${count} of 3 answers are in the store` }
      }),
      ...(parts.machineAsks ? [await machineRow(parts, since)] : []),
    ]
  } finally {
    await parts.teach(BLOCKED, 'not-vetted')
  }
}

function machineRow(parts: SelfTestParts, since: number): Promise<SelfTestRow> {
  const { teach, lookUp } = parts
  const logged = (name: string) => parts.logged(name, since, 1)
  return row("This machine's own programs ask here", () =>
    machineAsksHere({ name: parts.freshName(), teach, lookUp, logged })
  )
}

/** Any answer but a failure will do: blackhole, honeypot, NXDOMAIN and REFUSED are all settings. */
function blockedAnswer(asked: Asked): Outcome {
  if (asked.kind === 'silent') return { passed: false, detail: `no answer in ${asked.afterMs} ms` }
  const { rcode, answers } = asked.packet as typeof asked.packet & { rcode: string }
  const addresses = (answers ?? []).map((answer) =>
    answer.type === 'A' || answer.type === 'AAAA' ? answer.data : answer.type
  )
  return { passed: rcode !== 'SERVFAIL', detail: [rcode, ...addresses].join(' ') }
}

function upstreamAnswer(asked: Asked): Outcome {
  if (asked.kind === 'silent') return { passed: false, detail: `no answer in ${asked.afterMs} ms` }
  const { rcode } = asked.packet as typeof asked.packet & { rcode: string }
  return {
    passed: rcode !== 'SERVFAIL',
    detail: rcode === 'SERVFAIL' ? 'no upstream answers: names on no list cannot be resolved' : rcode,
  }
}

async function modelScore({ scorer, freshName }: SelfTestParts): Promise<Outcome> {
  if (scorer.modelId === null) return { passed: false, detail: 'no model serves' }
  const name = parseName(freshName())
  if (!name.ok) throw new Error(name.fault.message)
  const score = await scorer.score(name.value, WITHIN_MS)
  if (score === null) return { passed: false, detail: `no score in ${WITHIN_MS} ms` }
  return { passed: true, detail: `${score.probability.toFixed(3)} by ${score.modelId}` }
}

const WRITTEN_WITHIN_MS = 4000

/** How many records of a name the log has, once there are as many as wanted or too much time has passed: a writer hands over in batches. */
export async function recordsSince(
  store: QueryStore,
  { name, since, wanted }: { name: string; since: number; wanted: number }
): Promise<number> {
  const deadline = performance.now() + WRITTEN_WITHIN_MS
  const terms = [{ field: 'name' as const, negated: false, patterns: [{ kind: 'exact' as const, text: name }] }]
  for (;;) {
    await store.flush()
    const { total } = await store.records({ range: { from: since, to: Date.now() + 1 }, terms }, 0, 1)
    if (total >= wanted || performance.now() > deadline) return total
    await setTimeout(100)
  }
}
