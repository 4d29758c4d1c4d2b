import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createAnalysis } from './analysis/analysis.ts'
import { CallError } from './contract/fault.ts'
import type { WorkstationState } from './contract/workstation.ts'
import { filterSettingsOf, modelActionOf, resolverConfigOf } from './desk/configuration.ts'
import { createEventHub } from './desk/events.ts'
import { valueOf } from './desk/expect-value.ts'
import { explain } from './desk/explain.ts'
import type { EventHub, Handlers } from './desk/handlers.ts'
import { readHealth } from './desk/health.ts'
import { historyHandlers } from './desk/history-handlers.ts'
import { keptBriefly } from './desk/kept-briefly.ts'
import { listHandlers } from './desk/list-handlers.ts'
import { createLiveView } from './desk/live-view.ts'
import { nameHandlers } from './desk/name-handlers.ts'
import type { ShellParts, WorkstationOptions } from './desk/options.ts'
import { openPlugin } from './desk/plugin-door.ts'
import { recordsSince, selfTest } from './desk/self-test.ts'
import { createServing, servingView } from './desk/serving.ts'
import { trainingHandlers } from './desk/training-handlers.ts'
import { endpointTexts, upstreamsFrom } from './desk/upstreams.ts'
import { vettingHandlers } from './desk/vetting-handlers.ts'
import { workstationHandlers } from './desk/workstation-handlers.ts'
import type { DomainName } from './dns/name.ts'
import { openLibrary } from './lists/library.ts'
import { createOwnNames } from './lists/own-names.ts'
import { openRuleBook } from './lists/rule-book.ts'
import { startModelThread } from './model/model-thread.ts'
import { openRegistry } from './registry/registry.ts'
import { parseEndpoint } from './resolver/endpoint.ts'
import { startResolver } from './resolver/resolver.ts'
import { openSettings } from './settings/store.ts'
import { openDuckDbStore } from './store/duckdb/duckdb-store.ts'
import { systemClock } from './system/clock.ts'
import { createTrainer } from './training/trainer.ts'
import { createFilter } from './verdict/create-filter.ts'
import { openJournal } from './vetting/journal-file.ts'
import { createVetting } from './vetting/vetting.ts'
import { createHttpGet } from './whois/http.ts'
import { createRegistrations } from './whois/registrations.ts'
import { createWhoisAsk } from './whois/whois-client.ts'

/** The whole product, whatever shell shows it. */
export type Workstation = AsyncDisposable & {
  handlers: Handlers
  /** The same with decisions signed 'api', for programs. */
  apiHandlers: Handlers
  events: EventHub
  ready: { dns: string; plugin: string }
  /** The shell serves the API; the state shows where. */
  apiOpenedAt(url: string): void
}

const DAY_MS = 86_400_000
const VETTED_OVER_MS = 30 * DAY_MS
const RETENTION_EVERY_MS = 10 * 60_000
const COUNT_EVERY_MS = 2000

/**
 * Builds all of it once. Lists decide as soon as this resolves; the model loads behind. Rejects with a CallError, or with the system's
 * error, when a part without which nothing goes cannot be opened.
 */
export async function openWorkstation(options: WorkstationOptions, shell: ShellParts): Promise<Workstation> {
  if (options.store.kind === 'elasticsearch') {
    const message = 'this version keeps its log in the embedded store only; leave --store out'
    throw new CallError({ kind: 'refused', message, field: 'store' })
  }
  await using opening = new AsyncDisposableStack()
  const { dataFolder, resourcesFolder } = options
  const clock = systemClock
  const startedAt = clock.now()
  const events = createEventHub()
  const notices: string[] = []
  const notice = (text: string): void => {
    notices.push(text)
    shell.report(text)
  }
  const inData = (name: string): string => join(dataFolder, name)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })

  // First, since it takes longest and nothing waits for it.
  const model = opening.use(await startModelThread())
  model.on('failed', (why) => notice(`the model's thread ended: ${why}; it is started again`))

  const store = opening.use(await openDuckDbStore({ folder: inData('log'), clock, onNotice: notice }))
  const settings = await openSettings({ file: inData('settings.json'), clock })
  const journal = opening.use(await openJournal({ file: inData('decisions.jsonl'), clock }))
  const library = opening.use(await openLibrary({ folder: inData('lists'), clock }))
  const models = { shippedFolder: join(resourcesFolder, 'model'), modelsFolder: inData('models') }
  const registry = await openRegistry({ ...models, servingFile: inData('serving.json') })
  for (const text of [...settings.notices, ...journal.notices, ...library.notices]) notice(text)

  // What decides, in main as in the resolver's thread.
  const own = createOwnNames()
  let book = openRuleBook(library.compiled())
  let pausedUntil: number | null = null
  const filterSettings = () => filterSettingsOf(options, settings.current(), pausedUntil)
  const filter = createFilter({ own, book, scorer: model.scorer, settings: filterSettings() }, clock)

  const recently = () => ({ from: clock.now() - VETTED_OVER_MS, to: clock.now() + 60_000 })
  const waiting = keptBriefly(COUNT_EVERY_MS, clock, () =>
    store.names({ range: recently(), terms: [{ field: 'verdict', negated: false, values: ['unsure'] }] })
  )
  const asked = keptBriefly(COUNT_EVERY_MS, clock, () => store.names({ range: recently(), terms: [] }))
  const serving = createServing(registry, model)
  const servingBand = () => {
    const { card } = serving
    return card === null ? null : { modelId: card.id, ...card.thresholds }
  }
  const vetting = createVetting({ journal, own, waiting, asked, serving: servingBand })

  const resolver = opening.use(
    await startResolver({
      listen: options.dns === null ? null : valueOf(parseEndpoint(options.dns, 53)),
      config: resolverConfigOf(options, settings.current(), options.dns),
      own: own.entries().map(([name, vetted]) => ({ name, class: vetted })),
      book: library.compiled(),
      scorerPort: () => model.connect(),
      logPort: () => store.connect(),
    })
  )
  if (resolver.address === null) {
    const message = resolver.note ?? 'no address could be opened for DNS'
    throw new CallError({ kind: 'unavailable', message, field: 'dns' })
  }
  const dnsAddress = resolver.address
  resolver.on('failed', ({ fault }) => notice(fault.message))
  resolver.on('restarted', () => changed())
  resolver.on('bug', ({ message }) => shell.report(new Error(message)))
  const configure = () => resolver.configure(resolverConfigOf(options, settings.current(), resolver.address))
  // Only now is it known where it listens, and so which of the machine's resolvers is the product itself.
  await configure()

  const plugin = opening.use(
    await openPlugin({ at: options.plugin, filter, logPort: store.connect(), clock, report: shell.report })
  )
  const trainer = opening.use(
    createTrainer({
      clock,
      ...models,
      replayFile: join(resourcesFolder, 'replay', 'replay.tsv.gz'),
      newId: () => randomBytes(8).toString('hex'),
    })
  )

  let waitingCount = 0
  let api: string | null = null
  const analysis = createAnalysis({
    store,
    clock,
    present() {
      const { card } = serving
      return { own, book, serving: card === null ? null : { modelId: card.id, thresholds: card.thresholds } }
    },
  })
  const live = createLiveView({
    clock,
    waiting: () => waitingCount,
    emit: (update) => events.emit('live.update', update),
  })

  function state(): WorkstationState {
    const { address, note } = resolver
    const upstreams = upstreamsFrom({
      commandLine: options.upstreams,
      settings: settings.current().upstreams,
      listening: address,
    })
    const run = trainer.runs().find(({ state }) => state === 'running')
    return {
      version: options.version,
      shell: options.shell,
      startedAt,
      dataFolder,
      dns: { address, note, upstreams: endpointTexts(upstreams), pausedUntil },
      servingModel: servingView(serving.card),
      modelAction: modelActionOf(options, settings.current()),
      backend: model.backend,
      api,
      plugin: plugin.url,
      waiting: waitingCount,
      runningTraining: runningView(run),
      settings: settings.current(),
      notices,
    }
  }

  function changed(): void {
    events.emit('workstation.changed', state())
  }

  async function countWaiting(): Promise<void> {
    const before = waitingCount
    waitingCount = (await vetting.counts())['not-vetted']
    if (waitingCount === before) return
    changed()
    events.emit('stale', { what: ['vetting'] })
  }

  /** What was decided about names has changed: by the analyst, a list or the model. */
  function rejudged(what: ('vetting' | 'lists' | 'models' | 'history')[]): void {
    filter.forget()
    analysis.forget()
    events.emit('stale', { what: [...what, 'history'] })
    countWaiting().catch(shell.report)
    changed()
  }

  let bookInUse: Promise<unknown> = Promise.resolve()
  opening.defer(
    library.onChange((compiled) => {
      book = openRuleBook(compiled)
      filter.change({ book })
      bookInUse = resolver.setBook(compiled)
      rejudged(['lists'])
    })
  )

  async function pause(until: number | null): Promise<void> {
    pausedUntil = until
    filter.change({ settings: filterSettings() })
    await resolver.pause(until)
    changed()
  }

  const registrations = await createRegistrations({
    dial: { http: createHttpGet(), whois: createWhoisAsk() },
    cacheFolder: inData('whois'),
    clock,
    allowed: () => settings.current().lookUps === 'ask',
  })
  const teach = (changes: { name: string; class: Parameters<typeof own.set>[1] }[]) => resolver.setOwn(changes)
  const explainName = (name: DomainName) =>
    explain(name, { filter, own, book: () => book, model: () => explainedModel(serving.card) })

  const healthParts = {
    resolver,
    model,
    modelFault: () => serving.fault,
    modelOff: () => modelActionOf(options, settings.current()) === 'off',
    store,
    storeKind: 'DuckDB, one file a day',
    library,
    trainer,
    dataFolder,
  }

  const handlersFor = (actor: string): Handlers => ({
    ...workstationHandlers({
      state,
      now: () => clock.now(),
      pause,
      shell,
      health: () => readHealth(healthParts),
      selfTest: () =>
        selfTest({
          server: resolver.address === null ? null : valueOf(parseEndpoint(resolver.address, 53)),
          scorer: model.scorer,
          teach: (name, vetted) => teach([{ name, class: vetted }]),
          logged: (name, since) => recordsSince(store, { name, since, wanted: 2 }),
          freshName: () => `${randomBytes(6).toString('hex')}.com`,
        }),
      async changeSettings(change) {
        const listening = resolver.address === null ? null : valueOf(parseEndpoint(resolver.address, 53))
        valueOf(await settings.change(change, listening))
        filter.change({ settings: filterSettings() })
        await configure()
        if (change.retention !== undefined) await store.retain(settings.current().retention)
        rejudged([])
      },
    }),
    ...listHandlers({
      library,
      hits: async () => new Map(Object.entries((await resolver.figures()).listHits)),
      applied: () => bookInUse,
    }),
    ...historyHandlers(analysis),
    ...nameHandlers({
      analysis,
      store,
      vetting,
      explain: explainName,
      registration: (name, refresh) => registrations.of(name, refresh),
    }),
    ...vettingHandlers({ vetting, teach, actor, changed: () => rejudged(['vetting']) }),
    ...trainingHandlers({
      trainer,
      registry,
      vetted: () => vetting.labelled(),
      serve: (folder) => serving.load(folder),
      async changed() {
        await serving.settle()
        rejudged(['models'])
      },
    }),
    'live.snapshot': async () => live.snapshot(),
  })

  store.onLive((part) => live.take(part))
  model.on('ready', changed)
  trainer.on((event) => {
    events.emit('training.event', event)
    if (event.kind === 'finished') events.emit('stale', { what: ['models', 'runs'] })
    if (event.kind !== 'point') changed()
  })
  const report = (work: Promise<unknown>): void => void work.catch(shell.report)
  every(opening, 1000, () => live.tick())
  every(opening, COUNT_EVERY_MS, () => report(countWaiting()))
  every(opening, RETENTION_EVERY_MS, () => report(store.retain(settings.current().retention)))
  report(serving.begin().then(() => rejudged(['models'])))
  report(countWaiting())

  const opened = opening.move()
  return {
    handlers: handlersFor(userInfo().username),
    apiHandlers: handlersFor('api'),
    events,
    ready: { dns: dnsAddress, plugin: plugin.url },
    apiOpenedAt(url) {
      api = url
      changed()
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

type Run = ReturnType<ReturnType<typeof createTrainer>['runs']>[number]

function runningView(run: Run | undefined): WorkstationState['runningTraining'] {
  if (run === undefined) return null
  const { epoch = 0, secondsLeft = null } = run.progress ?? {}
  return { runId: run.id, epoch, epochs: run.plan.epochs, secondsLeft }
}

type Card = ReturnType<typeof createServing>['card']

function explainedModel(card: Card): { id: string; unsure: number; malicious: number } | null {
  return card === null ? null : { id: card.id, ...card.thresholds }
}

function every(opening: AsyncDisposableStack, ms: number, run: () => void): void {
  const timer = setInterval(run, ms)
  opening.defer(() => clearInterval(timer))
}
