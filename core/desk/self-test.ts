import { setTimeout } from 'node:timers/promises'
import type { SelfTestRow } from '../contract/workstation.ts'
import { parseName } from '../dns/name.ts'
import type { Scorer } from '../model/scorer.ts'
import type { QueryStore } from '../store/port.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import { askOverTcp, askOverUdp, type Asked } from './ask.ts'

/** `.invalid` is never asked upstream (RFC 6761, 6.4), so a mistake here cannot leave the machine. */
const BLOCKED = 'blocked.self-test.mlbridge.invalid'
const WITHIN_MS = 3000

export type SelfTestParts = {
  server: { host: string; port: number } | null
  scorer: Scorer
  /** Teaches the resolver a name for the length of the test; nothing is written to the journal. */
  teach(name: string, vetted: VettingClass): Promise<unknown>
  /** How many records the log has for a name since a time, after everything answered was written. */
  logged(name: string, since: number): Promise<number>
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
      await row('An upstream answers', async () =>
        upstreamAnswer(await askOverUdp({ ...question, name: '.', type: 'NS' }))
      ),
      await row('The model scores a name it has not seen', () => modelScore(parts)),
      await row('The log keeps what was answered', async () => {
        const count = await parts.logged(BLOCKED, since)
        return { passed: count >= 2, detail: `${count} of 2 answers are in the store` }
      }),
    ]
  } finally {
    await parts.teach(BLOCKED, 'not-vetted')
  }
}

type Outcome = { passed: boolean; detail: string }

async function row(check: string, run: () => Promise<Outcome>): Promise<SelfTestRow> {
  const start = performance.now()
  const outcome = await run().catch((error: unknown): Outcome => ({ passed: false, detail: String(error) }))
  return { check, ...outcome, milliseconds: performance.now() - start }
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
