import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { userInfo } from 'node:os'
import { createAnalysis } from '../analysis/analysis.ts'
import type { DomainName } from '../dns/name.ts'
import { parseEndpoint, type Endpoint } from '../resolver/endpoint.ts'
import { compilePolicy } from '../resolver/policy.ts'
import type { LivePart } from '../store/live-fold.ts'
import { VERDICT_KINDS } from '../verdict/verdict.ts'
import { backupHandlers } from './backup/handlers.ts'
import { answerPolicyOf, modelActionOf } from './configuration.ts'
import { explainScore } from './explain-score.ts'
import { explain } from './explain.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'
import { readHealth, type HealthParts } from './health.ts'
import { createHoneypotDesk } from './honeypot.ts'
import { historyHandlers } from './history-handlers.ts'
import { createLabelledNames } from './labelled-names.ts'
import { startListFetching } from './list-fetching.ts'
import { listHandlers } from './list-handlers.ts'
import { createLiveView } from './live-view.ts'
import { createModelDesk } from './model-desk.ts'
import { nameHandlers } from './name-handlers.ts'
import { createOverrideDesk } from './override-desk.ts'
import { createNetworkDesk } from './network-desk.ts'
import type { Parts } from './parts.ts'
import { recordsSince, selfTest, type SelfTestParts } from './self-test.ts'
import { servingView } from './serving.ts'
import { stateOf } from './state.ts'
import { trainingHandlers } from './training-handlers.ts'
import { vettingHandlers } from './vetting-handlers.ts'
import { createWaitingCount } from './waiting-count.ts'
import { workstationHandlers } from './workstation-handlers.ts'

/** What answers the contract, and what pushes its events. */
export interface Desk extends AsyncDisposable {
  handlers: Handlers
  /** The same with decisions signed 'api', for programs. */
  apiHandlers: Handlers
  /** The shell serves the API; the state shows where. */
  apiOpenedAt(url: string): void
}

type Stale = 'vetting' | 'overrides' | 'lists' | 'models' | 'history' | 'runs'

const DNS_PORT = 53
const TICK_MS = 1000
const RETENTION_EVERY_MS = 10 * 60_000
/** What a reach looks back on. */
const REACH_MS = 30 * 86_400_000
const SAVE_HITS_EVERY_MS = 60_000
const UNSURE = VERDICT_KINDS.indexOf('unsure')

export function createDesk(parts: Parts): Desk {
  const { shell, clock, events, settings, library, own, vetting, protection, resolver, model, serving, store } = parts
  let api: string | null = null
  /** Someone has to be told at the next tick: things that change often are told once a second. */
  let stateIsOld = false

  const state = () =>
    stateOf(parts, { api, waiting: waiting.current(), signIn: network.signIn, honeypotPage: honeypot.state })
  const changed = () => events.emit('workstation.changed', state())
  const stale = (...what: Stale[]) => events.emit('stale', { what })
  const tried = (work: Promise<unknown>): void => void work.catch(shell.report)
  const network = createNetworkDesk({ ...parts, listening: () => listening(parts), changed: () => changed() })
  const analysis = createAnalysis({
    store,
    clock,
    present() {
      const { card } = serving
      const band = card === null ? null : { modelId: card.id, thresholds: card.thresholds }
      return { own, book: protection.book, serving: band }
    },
  })
  const models = createModelDesk(parts, async () => {
    await serving.settle()
    rejudged('models')
  })
  const overriding = createOverrideDesk({ ...parts, hits: parts.overrideHits, changed: () => rejudged('overrides') })
  const waiting = createWaitingCount({
    clock,
    count: async () => (await vetting.counts())['not-vetted'],
    changed() {
      changed()
      stale('vetting')
    },
  })
  const live = createLiveView({ clock, waiting: waiting.current, emit: (update) => events.emit('live.update', update) })

  /** What was decided about names has changed: by the analyst, a list, the model or a setting. */
  function rejudged(...what: Stale[]): void {
    protection.filter.forget()
    analysis.forget()
    models.forget()
    stale(...what, 'history')
    changed()
    tried(waiting.again())
  }

  function takeLive(part: LivePart): void {
    live.take(part)
    if (part.seconds.some(({ verdicts }) => verdicts[UNSURE]! > 0)) waiting.doubt()
  }

  function tick(): void {
    live.tick()
    overriding.tick()
    tried(waiting.tick())
    if (stateIsOld) changed()
    stateIsOld = false
  }

  const retain = () => tried(store.retain(settings.current().retention))
  const saveHits = () => tried(overriding.saveHits())
  const timers = [
    setInterval(tick, TICK_MS),
    setInterval(retain, RETENTION_EVERY_MS),
    setInterval(saveHits, SAVE_HITS_EVERY_MS),
  ]
  const fetching = startListFetching(parts, shell.report)
  const endings = [
    () => fetching[Symbol.dispose](),
    store.onLive(takeLive),
    library.onChange((compiled) => {
      tried(protection.useBook(compiled))
      rejudged('lists')
    }),
  ]
  model.on('ready', changed)
  resolver.on('restarted', changed)
  resolver.on('silent', changed)
  parts.machineDns.onChange(changed)
  parts.onDoors(changed)
  parts.trainer.on((event) => {
    events.emit('training.event', event)
    if (event.kind === 'finished') stale('models', 'runs')
    if (event.kind === 'failed' || event.kind === 'cancelled') stale('runs')
    stateIsOld = true
  })
  const labelled = createLabelledNames({ replayFile: parts.replayFile, vetting, report: shell.report })
  // The first look at a name finds its neighbours; nothing that starts waits for them.
  tried(serving.begin().then(() => (rejudged('models'), labelled.read())))
  retain()

  const explainName = (name: DomainName) =>
    explain(name, {
      filter: protection.filter,
      own,
      policy: () => compilePolicy(answerPolicyOf(settings.current())),
      book: () => protection.book,
      model: () => servingView(serving.card),
    })
  const honeypot = createHoneypotDesk({
    ...parts,
    explain: explainName,
    changed: () => changed(),
    report: shell.report,
  })
  tried(honeypot.reconfigure())

  /** What cannot be done is not kept as a wish: the next start would try it again. */
  async function useMachineDns(wanted: boolean | undefined, before: boolean): Promise<void> {
    if (wanted === undefined) return
    try {
      await parts.machineDns.use(wanted)
    } catch (fault) {
      await settings.change({ machineDns: before }, listening(parts))
      throw fault
    }
  }

  const handlersFor = (actor: string): Handlers => ({
    ...workstationHandlers({
      state,
      shell,
      now: () => clock.now(),
      health: () => readHealth(healthParts(parts)),
      selfTest: () => selfTest(selfTestParts(parts)),
      trusted: () => parts.doors.trusted(),
      beyond: (retention) => store.beyond(retention),
      async pause(until) {
        await protection.pause(until)
        changed()
      },
      async changeSettings(change) {
        const before = settings.current().machineDns
        valueOf(await settings.change(change, listening(parts)))
        await useMachineDns(change.machineDns, before)
        await protection.reconfigure()
        await parts.doors.reconfigure()
        await honeypot.reconfigure()
        if (change.retention !== undefined) await store.retain(change.retention)
        rejudged()
      },
    }),
    ...network.handlers(async () => state()),
    ...backupHandlers({
      dataFolder: parts.options.dataFolder,
      product: parts.options.version,
      now: () => clock.now(),
    }),
    ...listHandlers({
      library,
      hits: async () => new Map(Object.entries((await resolver.figures()).listHits)),
      asked: () => store.names({ range: { from: clock.now() - REACH_MS, to: clock.now() + 60_000 }, terms: [] }),
      own,
      applied: () => protection.bookInUse(),
    }),
    ...historyHandlers(analysis),
    ...nameHandlers({
      analysis,
      store,
      vetting,
      explain: explainName,
      explainScore: (name) =>
        explainScore(name, {
          model,
          modelOff: () => modelActionOf(parts.options, settings.current()) === 'off',
          labelled,
        }),
      registration: (name, refresh) => parts.registrations.of(name, refresh),
    }),
    ...vettingHandlers({
      vetting,
      actor,
      teach: (changes) => resolver.setOwn(changes),
      changed: () => rejudged('vetting'),
    }),
    ...overriding.handlersFor(actor),
    ...honeypot.handlers,
    ...trainingHandlers({ trainer: parts.trainer, vetted: () => vetting.labelled() }),
    ...models.handlersFor(actor),
    'live.snapshot': async () => live.snapshot(),
  })

  return {
    handlers: handlersFor(userName()),
    apiHandlers: handlersFor('api'),
    apiOpenedAt(url) {
      api = url
      changed()
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer)
      for (const end of endings) end()
      network[Symbol.dispose]()
      await honeypot[Symbol.asyncDispose]()
      await overriding.saveHits().catch(shell.report)
    },
  }
}

/** Where the resolver answers; its own text was made from an endpoint. */
function listening({ resolver }: Parts): Endpoint | null {
  return resolver.address === null ? null : valueOf(parseEndpoint(resolver.address, DNS_PORT))
}

function healthParts(parts: Parts): HealthParts {
  const { resolver, model, serving, options, settings, store, library, trainer } = parts
  return {
    resolver,
    model,
    modelFault: () => serving.fault,
    modelOff: () => modelActionOf(options, settings.current()) === 'off',
    store,
    storeKind: 'DuckDB, one file a day',
    library,
    trainer,
    machineDns: parts.machineDns.view,
    dataFolder: options.dataFolder,
  }
}

function selfTestParts(parts: Parts): SelfTestParts {
  return {
    server: listening(parts),
    scorer: parts.model.scorer,
    teach: (name, vetted) => parts.resolver.setOwn([{ name, class: vetted }]),
    logged: (name, since, wanted) => recordsSince(parts.store, { name, since, wanted }),
    lookUp: (name) => lookup(name, { all: true }),
    fromCache: async () => (await parts.resolver.figures()).cached,
    machineAsks: parts.machineDns.view.state === 'set',
    freshName: () => `${randomBytes(6).toString('hex')}.com`,
  }
}

/** A user without a name in the system's list, as in some containers, is still somebody. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim()
  }
}
