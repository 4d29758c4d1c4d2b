import { failed, ok, type Result } from '../../system/result.ts'
import type { ScannedReply } from '../../dns/scan.ts'
import { RCODE } from '../../dns/mnemonics.ts'
import type { Clock } from '../../system/clock.ts'
import { attempt, type Lines, type UpstreamQuestion } from './attempt.ts'
import type { UpstreamHealth } from './health.ts'

/** `secured`: nobody on the way could have changed it. */
export type UpstreamReply = { message: Buffer; scanned: ScannedReply; upstream: string; secured: boolean }

/** `timed-out`: no upstream said a word. `unreachable`: the network or the upstream's machine said no. */
export type UpstreamFault = { kind: 'timed-out' | 'unreachable' | 'none-set'; message: string }

export type UpstreamOutcome = Result<UpstreamReply, UpstreamFault>

/** One upstream with its lines and what is known of it. */
export type Upstream = { address: string; secured: boolean; lines: Lines; health: UpstreamHealth }

/**
 * Who is asked next, and how long before one more is asked; the earlier ones may still answer. `beside`: the next one is not kept waiting,
 * since little is hoped of this one.
 */
export type Plan = { upstream: Upstream; patienceMs: number; beside?: boolean }[]

/**
 * Asks by the plan until someone answers. The first good answer wins; an answer that only tells of the upstream's own trouble (SERVFAIL,
 * REFUSED) is kept until nobody has a better one.
 */
export function exchange(plan: Plan, asked: UpstreamQuestion, clock: Clock): Promise<UpstreamOutcome> {
  const { promise, resolve } = Promise.withResolvers<UpstreamOutcome>()
  const conclusions: (() => void)[] = []
  const gaveUp = new Set<Upstream>()
  let next = 0
  let timer: NodeJS.Timeout | null = null
  let poor: UpstreamReply | null = null
  let lastFault: UpstreamFault = { kind: 'timed-out', message: 'no upstream answered in time' }
  let done = false

  function finish(outcome: UpstreamOutcome): void {
    if (done) return
    done = true
    for (const conclude of conclusions) conclude()
    resolve(outcome)
  }

  function advance(): void {
    // The timer of the one before runs on: it tells whether that upstream failed.
    timer = null
    if (done) return
    // Who has said what they know is not asked the same again.
    while (next < plan.length && gaveUp.has(plan[next]!.upstream)) next++
    const step = plan[next++]
    if (step === undefined) return finish(poor === null ? failed(lastFault) : ok(poor))
    start(step)
    if (step.beside === true) advance()
  }

  function start({ upstream, patienceMs }: Plan[number]): void {
    const { health, address, secured } = upstream
    const startedAt = clock.elapsed()
    let over = false
    let timeUp = false
    const attemptTimer = setTimeout(() => {
      if (!over) health.failed(`it did not answer in ${patienceMs} ms`)
      timeUp = true
      if (done) stop()
      else if (timer === attemptTimer) advance()
    }, patienceMs)
    timer = attemptTimer
    health.asked()
    const stop = attempt(upstream.lines, asked, {
      reply(message, scanned) {
        if (over) return
        over = true
        health.answered(clock.elapsed() - startedAt)
        const reply = { message, scanned, upstream: address, secured }
        if (done) return release()
        if (scanned.rcode !== RCODE.SERVFAIL && scanned.rcode !== RCODE.REFUSED) return finish(ok(reply))
        poor ??= reply
        giveUp()
      },
      fault(fault) {
        if (over) return
        over = true
        if (!timeUp) health.failed(fault.message)
        if (done) return release()
        lastFault = { kind: 'unreachable', message: fault.message }
        giveUp()
      },
    })
    conclusions.push(() => {
      // Who was asked beside the winner may still show, for as long as it was given, whether it is there.
      if (!over && !timeUp) return void attemptTimer.unref()
      over = true
      clearTimeout(attemptTimer)
      stop()
    })

    function release(): void {
      clearTimeout(attemptTimer)
      stop()
    }

    function giveUp(): void {
      gaveUp.add(upstream)
      if (timer === attemptTimer) advance()
    }
  }

  advance()
  return promise
}
