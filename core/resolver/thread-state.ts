import type { DomainName } from '../dns/name.ts'
import { createOwnNames } from '../lists/own-names.ts'
import { openRuleBook } from '../lists/rule-book.ts'
import type { RecordWriter } from '../log/record-writer.ts'
import type { Scorer } from '../model/scorer.ts'
import { systemClock } from '../system/clock.ts'
import { collectSoon } from '../system/collect.ts'
import { createFilter } from '../verdict/create-filter.ts'
import { carryOver } from './carry-over.ts'
import type { OwnChange, ResolverConfig, ResolverFigures } from './config.ts'
import { allowedClients } from './allowed-clients.ts'
import { createCookies } from './cookies.ts'
import type { Receiver } from './door.ts'
import { isLoopback } from './endpoint.ts'
import { createEngine, type Engine } from './engine.ts'
import { figuresOf } from './figures.ts'
import type { ThreadCall, ThreadCalls, ThreadStart } from './messages.ts'
import { dropNames } from './dropping.ts'
import { compilePolicy } from './policy.ts'
import { limitedByClient } from './rate-limit.ts'
import { REFRESH_EVERY_MS } from './refreshing.ts'
import { LOOK_EVERY_MS } from './upstream/loop-watch.ts'
import type { SilentUpstream } from './upstream/health.ts'
import { createUpstreams } from './upstream/upstreams.ts'

type Parts = {
  scorer: Scorer
  log: RecordWriter
  onBug(error: unknown): void
  /** No upstream answers, with what is wrong with each; or, empty, one does again. */
  onSilent(upstreams: SilentUpstream[]): void
}

/** What the thread does for each call that has nothing to do with sockets. */
type Handlers = {
  [C in Exclude<ThreadCall, 'close' | 'doors' | 'tryUpstreams'>]: (
    asked: ThreadCalls[C]['asked']
  ) => ThreadCalls[C]['answer']
}

function whoIsAsked({ upstreams, forwarding, signingIn }: ResolverConfig): string {
  return JSON.stringify([upstreams, forwarding, signingIn])
}

export type ResolverState = {
  engine: Engine
  /** The engine behind the limits for whoever is not of this machine. */
  guarded: Receiver
  /** From here on this says who of other machines may ask. */
  allow(mayAsk: (address: string) => boolean): void
  handlers: Handlers
  close(): void
}

/** The resolver without its sockets: what it knows, and how main changes it. */
export function resolverState(start: ThreadStart, { scorer, log, onBug, onSilent }: Parts): ResolverState {
  let config = start.config
  let policy = compilePolicy(config.policy)
  let pausedUntil = start.pausedUntil
  let silent: SilentUpstream[] = []
  const own = createOwnNames()
  for (const entry of start.own) own.set(entry.name, entry.class)
  const { overrides } = start
  const settings = { ...config, pausedUntil }
  const filter = createFilter({ overrides, own, book: openRuleBook(start.book), scorer, settings })
  const upstreams = createUpstreams(config, { clock: systemClock })
  const cookies = createCookies(systemClock)
  const engine = createEngine({
    clock: systemClock,
    cookies,
    filter,
    upstreams,
    log,
    askWhileScoring: () => config.askWhileScoring,
    policy: () => policy,
    onBug,
  })
  const ageing = setInterval(
    () =>
      [engine.counters.latency, engine.counters.stages].forEach((of) => Object.values(of).forEach((one) => one.age())),
    60_000
  )

  let mayAsk: (address: string) => boolean = isLoopback
  const onRefused = () => engine.counters.faulty++
  const allowed = allowedClients(engine, { mayAsk: (address) => mayAsk(address), onRefused })
  const guarded = limitedByClient(allowed, {
    clock: systemClock,
    perSecond: () => config.queriesPerSecond,
    cookies,
    onRefused,
  })
  // Questions can come in by the time of the first look.
  const looking = setInterval(() => {
    upstreams.lookForLoops()
    tellSilence()
  }, LOOK_EVERY_MS)
  const refreshing = setInterval(() => engine.refreshExpiring(), REFRESH_EVERY_MS)

  function tellSilence(): void {
    const now = upstreams.silent()
    // What each last question met changes with every one of them; the first word stands for as long as they are silent.
    const same = now.length === silent.length && now.every(({ address }, at) => address === silent[at]?.address)
    if (same) return
    silent = now
    onSilent(now)
  }

  function applySettings(): void {
    filter.change({ settings: { ...config, pausedUntil } })
    // Blocked answers and those made here hold what the settings said; an allowed one is judged again when it is asked for.
    engine.cache.drop(({ source }) => source.kind === 'blocked' || source.kind === 'here')
  }

  const handlers: Handlers = {
    configure(asked) {
      upstreams.configure(asked)
      // Another upstream may know other names (a company's own zone): what the old one said is no longer what it would say.
      if (whoIsAsked(asked) !== whoIsAsked(config)) engine.cache.drop(() => true)
      config = asked
      policy = compilePolicy(asked.policy)
      applySettings()
      return null
    },
    setOwn(changes: OwnChange[]) {
      for (const change of changes) own.set(change.name, change.class)
      filter.forget()
      return {
        droppedAnswers: dropNames(
          engine.cache,
          changes.map(({ name }) => name as DomainName)
        ),
      }
    },
    setOverrides(overrides) {
      filter.change({ overrides })
      return { droppedAnswers: engine.cache.drop(({ source }) => source.kind === 'blocked') }
    },
    setBook(book) {
      filter.change({ book: openRuleBook(book) })
      return { droppedAnswers: engine.cache.drop(({ source }) => source.kind === 'blocked') }
    },
    networkChanged({ config: now, network, passedMs }) {
      upstreams.configure(now)
      if (network) upstreams.renew()
      config = now
      policy = compilePolicy(now.policy)
      carryOver(engine.cache, { network, passedSeconds: Math.floor(passedMs / 1000) })
      applySettings()
      return null
    },
    collect() {
      collectSoon()
      return null
    },
    pause(until) {
      pausedUntil = until
      applySettings()
      return null
    },
    figures: (): ResolverFigures => figuresOf(engine, { upstreams, log }),
  }

  return {
    engine,
    guarded,
    allow: (who) => (mayAsk = who),
    handlers,
    close() {
      clearInterval(looking)
      clearInterval(ageing)
      clearInterval(refreshing)
      upstreams.close()
    },
  }
}
