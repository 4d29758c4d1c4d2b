import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CallError } from './contract/fault.ts'
import { applyRestore } from './desk/backup/restore.ts'
import { resolverConfigOf } from './desk/configuration.ts'
import { createDesk } from './desk/desk.ts'
import { parseListening } from './desk/endpoint.ts'
import { createDoorsDesk, encryptedAddresses } from './desk/doors.ts'
import { createEventHub } from './desk/events.ts'
import { valueOf } from './desk/expect-value.ts'
import type { EventHub, Handlers } from './desk/handlers.ts'
import { keptBriefly } from './desk/kept-briefly.ts'
import { createMachineDns, followResolver } from './desk/machine-dns.ts'
import { createModelScores } from './desk/model-scores.ts'
import type { ShellParts, WorkstationOptions } from './desk/options.ts'
import { openPause } from './desk/pause-file.ts'
import { openPlugin } from './desk/plugin-door.ts'
import { createProtection } from './desk/protection.ts'
import { createServing } from './desk/serving.ts'
import { ownPlace } from './desk/upstreams.ts'
import { lookupHere } from './desk/lookup-here.ts'
import { openVisits } from './honeypot/visits.ts'
import { createListFetch } from './lists/fetch-over-https.ts'
import { openLibrary } from './lists/library.ts'
import { createOwnNames } from './lists/own-names.ts'
import type { Range } from './query/criteria.ts'
import { startModelThread } from './model/model-thread.ts'
import { openPromotions } from './registry/promotions.ts'
import { openRegistry } from './registry/registry.ts'
import { openThresholdChanges } from './registry/thresholds.ts'
import { startResolver } from './resolver/resolver.ts'
import { openSettings } from './settings/store.ts'
import { openDuckDbStore } from './store/duckdb/duckdb-store.ts'
import { helpersBehindAnswers } from './system/background.ts'
import { systemClock as clock } from './system/clock.ts'
import { collectGarbage } from './system/collect.ts'
import { openLineJournal } from './system/line-journal.ts'
import { nodeWatchdog } from './system/machine-dns/lease.ts'
import { createTrainer } from './training/trainer.ts'
import { openJournal } from './vetting/journal-file.ts'
import { overrideEntrySchema } from './vetting/override-entry.ts'
import { openOverrideHits } from './vetting/override-hits.ts'
import { createOverrides } from './vetting/overrides.ts'
import { createVetting } from './vetting/vetting.ts'
import { MAY_WAIT, waitingOf } from './vetting/waiting.ts'
import { createHttpGet } from './whois/http.ts'
import { createRegistrations } from './whois/registrations.ts'
import { createWhoisAsk } from './whois/whois-client.ts'

/** The whole product, whatever shell shows it. */
export type Workstation = AsyncDisposable & {
  handlers: Handlers
  /** The same with decisions signed 'api', for programs. */
  apiHandlers: Handlers
  events: EventHub
  /** Where DNS is answered; over TLS and as a URL over HTTPS where these are open. */
  ready: { dns: string; dot?: string; doh?: string; plugin: string }
  /** The shell serves the API; the state shows where. */
  apiOpenedAt(url: string): void
}

/** What the vetting grid looks back on. */
const VETTED_OVER_MS = 30 * 86_400_000
/** A screen of the vetting grid asks for the same totals several times. */
const TOTALS_LIVE_MS = 2000
/** When the start is over, and some 20 MB of what it made are garbage (docs/decisions/0171). */
const SETTLED_AFTER_MS = 15_000

/**
 * Builds all of it once. Lists decide as soon as this resolves; the model loads behind. Rejects with a CallError, or with the system's
 * error, when a part without which nothing goes cannot be opened.
 */
export async function openWorkstation(given: WorkstationOptions, shell: ShellParts): Promise<Workstation> {
  if (given.store.kind === 'elasticsearch') {
    const message = 'this version keeps its log in the embedded store only; leave --store out'
    throw new CallError({ kind: 'refused', message, field: 'store' })
  }
  helpersBehindAnswers()
  // Closed in the opposite order: what answers before what it logs to.
  await using opening = new AsyncDisposableStack()
  const startedAt = clock.now()
  const events = createEventHub()
  const notices: string[] = []
  const notice = (text: string): void => {
    notices.push(text)
    shell.report(text)
  }
  const machineDns = createMachineDns({
    place: { dataFolder: given.dataFolder, root: '/' },
    watchdog: shell.watchdog ?? nodeWatchdog(),
    notice,
  })
  const options = { ...given, machineServers: () => machineDns.servers }
  const inData = (name: string): string => join(options.dataFolder, name)
  const inResources = (...path: string[]): string => join(options.resourcesFolder, ...path)
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 })
  const restored = await applyRestore(options.dataFolder, startedAt)
  if (restored !== null) notice(restored)

  // First, since it takes longest and nothing waits for it.
  const model = opening.use(await startModelThread())
  model.on('failed', (why) => notice(`the model's thread ended: ${why}; it is started again`))

  const models = { shippedFolder: inResources('model'), modelsFolder: inData('models') }
  const closing = async <T extends AsyncDisposable>(part: Promise<T>): Promise<T> => opening.use(await part)
  // Both are there long before a list is fetched.
  const late = { listHours: (): number => 24, dns: (): string | null => null }
  const fetch = createListFetch({ lookup: lookupHere(() => ownPlace(late.dns())) })
  // None of them needs another one, and the first answer waits for the slowest alone.
  const [store, settings, journal, overrideJournal, overrideHits, pauseFile, library, thresholds, promotions, visits] =
    await Promise.all([
      closing(openDuckDbStore({ folder: inData('log'), clock, onNotice: notice })),
      openSettings({ file: inData('settings.json'), clock }),
      closing(openJournal({ file: inData('decisions.jsonl'), clock })),
      closing(
        openLineJournal({ file: inData('overrides.jsonl'), clock, schema: overrideEntrySchema, called: 'override' })
      ),
      openOverrideHits(inData('override-hits.json')),
      openPause(inData('pause.json'), startedAt),
      closing(openLibrary({ folder: inData('lists'), clock, fetch, everyMs: () => late.listHours() * 3_600_000 })),
      openThresholdChanges({ file: inData('thresholds.json'), clock }),
      openPromotions({ file: inData('promotions.jsonl'), clock }),
      closing(openVisits({ file: inData('honeypot-visits.jsonl'), clock, report: shell.report })),
    ])
  late.listHours = () => settings.current().listHours
  const registry = await openRegistry({ ...models, servingFile: inData('serving.json'), thresholds })
  const kept = [settings, journal, overrideJournal, library, thresholds, promotions, visits]
  for (const text of kept.flatMap(({ notices }) => notices)) notice(text)

  await machineDns.clearUp()
  const own = createOwnNames()
  const serving = createServing(registry, model, notice)
  const asked = keptBriefly(TOTALS_LIVE_MS, clock, () => store.names({ range: recently(), terms: [] }))
  const passed = keptBriefly(TOTALS_LIVE_MS, clock, () => store.names({ range: recently(), terms: [] }, MAY_WAIT))
  const waiting = async () => waitingOf(await passed(), serving.band)
  const queriesUnder = (names: readonly string[]) => store.queriesUnder(names, recently())
  const vetting = createVetting({ journal, own, serving: () => serving.band, asked, waiting, queriesUnder })
  const overrides = createOverrides({ journal: overrideJournal, clock, hits: (id) => overrideHits.of(id) })
  const holding = { overrides: overrides.rules(), pauseFile }
  const protection = createProtection({ options, settings, library, own, ...holding, scorer: model.scorer, clock })
  const wanted = options.dns === null ? null : valueOf(parseListening(options.dns))
  const resolver = opening.use(
    await startResolver({
      listen: wanted,
      // Port 0 takes a free one, which is known once it is open.
      config: resolverConfigOf(options, settings.current(), wanted?.port === 0 ? null : options.dns),
      own: own.entries().map(([name, vetted]) => ({ name, class: vetted })),
      overrides: holding.overrides,
      pausedUntil: protection.pausedUntil,
      book: library.compiled(),
      scorerPort: () => model.connect(),
      logPort: () => store.connect(),
    })
  )
  const doorsChanged: (() => void)[] = []
  const doors = opening.use(
    createDoorsDesk({
      options,
      settings,
      folder: inData('certificate'),
      clock,
      onChange: () => doorsChanged.forEach((listener) => listener()),
      report: shell.report,
    })
  )
  late.dns = () => resolver.address
  const dns = resolver.address
  if (dns === null) {
    const message = resolver.note ?? 'no address could be opened for DNS'
    throw new CallError({ kind: 'unavailable', message, field: 'dns' })
  }
  if (resolver.note !== null) shell.report(resolver.note)
  resolver.on('failed', ({ fault }) => notice(fault.message))
  resolver.on('bug', ({ message }) => shell.report(new Error(message)))
  await protection.follow(resolver)
  // Closed before the resolver is: a machine must not ask where nobody answers.
  opening.use(machineDns)
  await followResolver({ machineDns, resolver, protection, settings, notice })
  await doors.follow(resolver)

  const { filter } = protection
  const logPort = store.connect()
  const plugin = opening.use(await openPlugin({ at: options.plugin, filter, logPort, clock, report: shell.report }))
  const replayFile = inResources('replay', 'replay.tsv.gz')
  const runs = { checkpointsFolder: inData('training'), version: options.version }
  const newId = (): string => randomBytes(8).toString('hex')
  const trainer = opening.use(createTrainer({ clock, ...models, ...runs, replayFile, newId }))
  const registrations = await createRegistrations({
    dial: { http: createHttpGet(), whois: createWhoisAsk() },
    cacheFolder: inData('whois'),
    clock,
    allowed: () => settings.current().lookUps === 'ask',
  })
  const built = {
    options,
    shell,
    clock,
    startedAt,
    events,
    notices,
    settings,
    library,
    own,
    vetting,
    protection,
    machineDns,
  }
  const said = { overrides, overrideHits }
  const desk = opening.use(
    createDesk({
      ...built,
      ...said,
      resolver,
      doors,
      onDoors: (listener) => void doorsChanged.push(listener),
      model,
      serving,
      registry,
      thresholds,
      promotions,
      modelScores: opening.use(createModelScores()),
      trainer,
      store,
      registrations,
      replayFile,
      pluginUrl: plugin.url,
      visits,
    })
  )

  const settled = setTimeout(collectGarbage, SETTLED_AFTER_MS).unref()
  opening.defer(() => clearTimeout(settled))
  const opened = opening.move()
  const { handlers, apiHandlers } = desk
  return {
    handlers,
    apiHandlers,
    events,
    ready: { dns, ...encryptedAddresses(resolver.doors, settings.current()), plugin: plugin.url },
    apiOpenedAt: (url) => desk.apiOpenedAt(url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function recently(): Range {
  return { from: clock.now() - VETTED_OVER_MS, to: clock.now() + 60_000 }
}
