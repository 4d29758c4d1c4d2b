import type { SelfTestRow } from '../contract/workstation.ts'
import { EXTENDED_ERROR_OPTION } from '../dns/extended-error.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import type { Asked } from './ask.ts'

export type Outcome = { passed: boolean; detail: string }

/** A check that throws has not passed; what it threw is its reason. */
export async function row(check: string, run: () => Promise<Outcome>): Promise<SelfTestRow> {
  const start = performance.now()
  const outcome = await run().catch((error: unknown): Outcome => ({ passed: false, detail: String(error) }))
  return { check, ...outcome, milliseconds: performance.now() - start }
}

/** The reason and the evidence id stand in the answer itself (RFC 8914), for askers that speak EDNS(0). */
export function reasonIn(asked: Asked): Outcome {
  if (asked.kind === 'silent') return { passed: false, detail: `no answer in ${asked.afterMs} ms` }
  const opt = (asked.packet.additionals ?? []).find((record) => record.type === 'OPT')
  const option = opt?.options.find((one) => (one.code as number) === EXTENDED_ERROR_OPTION)
  const bytes = option !== undefined && 'data' in option && Buffer.isBuffer(option.data) ? option.data : null
  const text = bytes?.subarray(2).toString('utf8') ?? ''
  return { passed: /Evidence \w+/.test(text), detail: text === '' ? 'the answer holds no Extended DNS Error' : text }
}

/** Asked twice, the second answer is counted as one from the cache. */
export async function cacheAnswers(ask: () => Promise<Asked>, fromCache: () => Promise<number>): Promise<Outcome> {
  await ask()
  const before = await fromCache()
  const asked = await ask()
  if (asked.kind === 'silent') return { passed: false, detail: `no answer in ${asked.afterMs} ms` }
  const more = (await fromCache()) - before
  return { passed: more > 0, detail: more > 0 ? 'the second answer was kept' : 'the second answer was made anew' }
}

export type MachineProbe = {
  name: string
  teach(name: string, vetted: VettingClass): Promise<unknown>
  /** As every program of this machine looks a name up; rejects where it gets no address. */
  lookUp(name: string): Promise<unknown>
  logged(name: string): Promise<number>
}

/** The system's own look-up of a new name has to arrive here. It is blocked while it lasts, so that it goes nowhere else. */
export async function machineAsksHere({ name, teach, lookUp, logged }: MachineProbe): Promise<Outcome> {
  await teach(name, 'malicious')
  try {
    await lookUp(name).catch(() => undefined)
    const arrived = (await logged(name)) > 0
    return { passed: arrived, detail: arrived ? `the system asked here for ${name}` : 'the system asked somebody else' }
  } finally {
    await teach(name, 'not-vetted')
  }
}
