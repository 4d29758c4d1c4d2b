import { Counter, Gauge, Registry } from 'prom-client'
import type { Health } from '../../contract/workstation.ts'

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE

const PARTS = ['resolver', 'model', 'store', 'trainer', 'machineDns'] as const
const COUNTERS: Record<keyof Health['counters'], string> = {
  queries: 'Questions answered since the start',
  blocked: 'Answers that blocked a name',
  cached: 'Answers from the cache',
  late: 'Names that passed before their score came',
  logDropped: 'Answers that the log could not take',
  servfail: 'SERVFAIL answers',
  faulty: 'Packets that got nothing but a fault, or nothing at all',
  mismatched: 'Datagrams that claimed to be an upstream answer and were not believed',
}

/** One reading as Prometheus takes it. The registry is made anew each time: the figures are counted where the work is done, not here. */
export async function metricsText(health: Health): Promise<string> {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `mlbridge_${name}`, help, registers }).set(value)

  const up = new Gauge({
    name: 'mlbridge_part_ready',
    help: '1 where the part is ready',
    labelNames: ['part'],
    registers,
  })
  for (const part of PARTS) up.set({ part: snake(part) }, Number(health[part].state === 'ready'))
  for (const [name, help] of Object.entries(COUNTERS) as [keyof Health['counters'], string][]) {
    const counter = new Counter({ name: `mlbridge_${snake(name)}_total`, help, registers })
    counter.inc(health.counters[name])
  }
  addLatencies(health, registers)
  addStages(health, registers)
  addLists(health, registers)
  gauge('questions_in_flight', 'Questions that wait for a verdict or an upstream', health.inFlight)
  gauge('uptime_seconds', 'Seconds since the start', health.process.uptimeMs / 1000)
  addUpstreams(health, registers)
  gauge('cache_answers', 'Answers in the cache', health.cache.answers)
  gauge('cache_bytes', 'Bytes of the cache', health.cache.bytes)
  gauge('log_records', 'Answers in the store', health.storage.records)
  gauge('log_bytes', 'Bytes of the store on the disk', health.storage.bytes)
  gauge('list_names', 'Names on subscribed lists', health.lists.names)
  gauge('list_broken_lines', 'Lines of subscribed lists that could not be read', health.lists.broken)
  gauge('resident_bytes', 'Resident memory of the process', health.process.residentBytes)
  return registry.metrics()
}

function addLatencies({ latency }: Health, registers: Registry[]): void {
  const labelNames = ['way', 'quantile'] as const
  const help = 'Seconds from a question to its answer over the last minutes'
  const seconds = new Gauge({ name: 'mlbridge_answer_seconds', help, labelNames, registers })
  for (const way of ['cached', 'blocked', 'forwarded'] as const) {
    const { p50Ms, p99Ms } = latency[way]
    if (p50Ms !== null) seconds.set({ way, quantile: '0.5' }, p50Ms / 1000)
    if (p99Ms !== null) seconds.set({ way, quantile: '0.99' }, p99Ms / 1000)
  }
}

function addStages({ stages }: Health, registers: Registry[]): void {
  const help = 'Seconds that one stage of an answer takes, over the last minutes'
  const seconds = new Gauge({ name: 'mlbridge_stage_seconds', help, labelNames: ['stage', 'quantile'], registers })
  for (const [stage, { p50Ms, p99Ms }] of Object.entries(stages)) {
    if (p50Ms !== null) seconds.set({ stage, quantile: '0.5' }, p50Ms / 1000)
    if (p99Ms !== null) seconds.set({ stage, quantile: '0.99' }, p99Ms / 1000)
  }
}

function addLists({ lists }: Health, registers: Registry[]): void {
  const labelNames = ['list'] as const
  const help = 'Answers that the list decided'
  const hits = new Counter({ name: 'mlbridge_list_answers_total', help, labelNames, registers })
  const names = new Gauge({ name: 'mlbridge_list_entries', help: 'Names on the list', labelNames, registers })
  for (const list of lists.each) {
    hits.inc({ list: list.name }, list.hits)
    names.set({ list: list.name }, list.names)
  }
}

function addUpstreams({ upstreams }: Health, registers: Registry[]): void {
  const labelNames = ['upstream'] as const
  const up = new Gauge({
    name: 'mlbridge_upstream_up',
    help: '0 while the upstream fails or leads back here',
    labelNames,
    registers,
  })
  const asked = new Counter({ name: 'mlbridge_upstream_asked_total', help: 'Questions sent', labelNames, registers })
  const failed = new Counter({
    name: 'mlbridge_upstream_failed_total',
    help: 'Questions unanswered',
    labelNames,
    registers,
  })
  const seconds = new Gauge({
    name: 'mlbridge_upstream_seconds',
    help: 'Seconds that an upstream takes, of its last 256 answers',
    labelNames: ['upstream', 'quantile'],
    registers,
  })
  for (const upstream of upstreams) {
    const labels = { upstream: upstream.address }
    up.set(labels, Number(upstream.state !== 'failing' && upstream.state !== 'looping'))
    if (upstream.medianMs !== null) seconds.set({ ...labels, quantile: '0.5' }, upstream.medianMs / 1000)
    if (upstream.p99Ms !== null) seconds.set({ ...labels, quantile: '0.99' }, upstream.p99Ms / 1000)
    asked.inc(labels, upstream.asked)
    failed.inc(labels, upstream.failed)
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
