import type { MachineDnsView } from '../contract/machine-dns.ts'
import type { Health } from '../contract/workstation.ts'
import type { Library } from '../lists/library.ts'
import type { ModelThread } from '../model/model-thread.ts'
import { STAGES, type ResolverFigures } from '../resolver/config.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { QueryStore } from '../store/port.ts'
import { freeBytes } from '../system/free-space.ts'
import type { Trainer } from '../training/trainer.ts'

export type HealthParts = {
  resolver: Resolver
  model: ModelThread
  /** Why the model that should serve does not, null when it does or is being loaded. */
  modelFault(): string | null
  modelOff(): boolean
  store: QueryStore
  /** Where the log lies, in words. */
  storeKind: string
  library: Library
  trainer: Trainer
  machineDns: MachineDnsView
  dataFolder: string
}

type Part = Health['resolver']

/** Everything is asked of the parts now. */
export async function readHealth(parts: HealthParts): Promise<Health> {
  const [resolver, store, free, model] = await Promise.all([
    parts.resolver.figures().catch(faultOf),
    parts.store.figures().catch(faultOf),
    freeBytes(parts.dataFolder),
    parts.model.figures(),
  ])
  const lists = parts.library.all()
  return {
    resolver: resolverPart(parts.resolver, resolver),
    model: modelPart(parts, model),
    store:
      store instanceof Error ? { state: 'failed', detail: store.message } : { state: 'ready', detail: parts.storeKind },
    trainer: trainerPart(parts.trainer),
    machineDns: machineDnsPart(parts.machineDns),
    upstreams: resolver instanceof Error ? [] : resolver.upstreams,
    latency: resolver instanceof Error ? NO_LATENCY : resolver.latency,
    stages: resolver instanceof Error ? NO_STAGES : resolver.stages,
    inFlight: resolver instanceof Error ? 0 : resolver.inFlight,
    cache: resolver instanceof Error ? { answers: 0, bytes: 0 } : resolver.cache,
    counters: resolver instanceof Error ? NO_COUNTERS : countersOf(resolver),
    storage: store instanceof Error ? NO_STORAGE : store,
    lists: {
      lists: lists.length,
      names: sum(lists.map(({ names }) => names)),
      broken: sum(lists.map(({ broken }) => broken)),
      each: lists.map(({ id, name, names, broken }) => {
        return { name, names, broken, hits: resolver instanceof Error ? 0 : (resolver.listHits[id] ?? 0) }
      }),
    },
    process: { residentBytes: process.memoryUsage.rss(), uptimeMs: process.uptime() * 1000, node: process.version },
    disk: { freeBytes: free },
  }
}

const NOT_MEASURED = { count: 0, p50Ms: null, p99Ms: null }
const NO_LATENCY = { cached: NOT_MEASURED, blocked: NOT_MEASURED, forwarded: NOT_MEASURED }
const NO_STAGES = Object.fromEntries(STAGES.map((stage) => [stage, NOT_MEASURED])) as Health['stages']
const COUNTED = ['queries', 'blocked', 'cached', 'late', 'logDropped', 'servfail', 'faulty', 'mismatched'] as const
const NO_COUNTERS = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Health['counters']
const NO_STORAGE = { records: 0, days: 0, bytes: 0, oldest: null, pending: 0 }

function countersOf(figures: ResolverFigures): Health['counters'] {
  return Object.fromEntries(COUNTED.map((name) => [name, figures[name]])) as Health['counters']
}

function resolverPart({ address, note, silent }: Resolver, figures: ResolverFigures | Error): Part {
  if (address === null) return { state: 'failed', detail: note ?? 'no address could be opened' }
  if (figures instanceof Error) return { state: 'failed', detail: figures.message }
  if (silent.length > 0)
    return { state: 'failed', detail: `answers on ${address}, but no upstream answers: names that are new fail` }
  return { state: 'ready', detail: note ?? `answers on ${address}` }
}

type ModelFigures = Awaited<ReturnType<ModelThread['figures']>>

function modelPart({ model, modelFault, modelOff }: HealthParts, figures: ModelFigures): Part {
  const fault = modelFault()
  if (fault !== null) return { state: 'failed', detail: fault }
  if (figures === null) return { state: 'failed', detail: 'its thread does not run and is being started again' }
  if (model.backend === null || figures.modelId === null)
    return { state: 'starting', detail: 'TensorFlow.js is being loaded' }
  const restarts = figures.restarts === 0 ? '' : `, restarted ${figures.restarts} times`
  const note = figures.note === null ? '' : `: ${figures.note}`
  const detail = `${figures.modelId} on the ${figures.backend} backend (${figures.device})${restarts}${note}`
  return modelOff()
    ? { state: 'off', detail: `${detail}; the settings have switched it off` }
    : { state: 'ready', detail }
}

function trainerPart(trainer: Trainer): Part {
  const [newest] = trainer.runs()
  if (newest?.state === 'running') return { state: 'ready', detail: 'a training run is going on' }
  return { state: 'off', detail: 'starts with a training run' }
}

function machineDnsPart({ state, detail, governor }: MachineDnsView): Part {
  if (state === 'set') return { state: 'ready', detail: `this machine asks here, by ${governor ?? 'its own settings'}` }
  if (state === 'overruled') return { state: 'failed', detail: detail ?? 'somebody else has changed it since' }
  return { state: 'off', detail: "not set as this machine's DNS" }
}

function faultOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
