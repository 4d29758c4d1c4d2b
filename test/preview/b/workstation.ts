import { settingsSchema } from '../../../core/settings/settings.ts'
import { asRejection, type Answers } from '../../fakes/bridge.ts'
import { state } from '../answers.ts'

export function workstationAnswers(): Answers {
  const started = Date.now() - 5_000_000
  return {
    'workstation.health': () => ({
      resolver: { state: 'ready', detail: 'UDP and TCP on 127.0.0.1:5335' },
      model: { state: 'ready', detail: 'n-gram linear, shipped, on tensorflow 2.21 (CPU)' },
      store: { state: 'ready', detail: 'DuckDB, 9 days' },
      trainer: { state: 'off', detail: 'nothing is being trained' },
      machineDns: { state: 'off', detail: "not set as this machine's DNS" },
      upstreams: [
        {
          address: 'tls://dns.example',
          state: 'answering',
          medianMs: 8.4,
          p99Ms: 61,
          asked: 18_411,
          failed: 12,
          lastFault: { message: 'it did not answer in 700 ms', at: started },
          found: { addresses: ['192.0.2.53', '2001:db8::53'], by: '192.0.2.1:53' },
        },
        {
          address: '[2001:db8::53]:53',
          state: 'failing',
          medianMs: null,
          p99Ms: null,
          asked: 40,
          failed: 40,
          lastFault: { message: '[2001:db8::53]:53: no network leads to it', at: Date.now() - 4000 },
          found: null,
        },
      ],
      latency: {
        cached: { count: 29_430, p50Ms: 0.06, p99Ms: 0.31 },
        blocked: { count: 5120, p50Ms: 0.09, p99Ms: 0.44 },
        forwarded: { count: 13_660, p50Ms: 9.2, p99Ms: 88 },
      },
      stages: {
        parse: { count: 460, p50Ms: 0.0006, p99Ms: 0.004 },
        cache: { count: 460, p50Ms: 0.0004, p99Ms: 0.003 },
        send: { count: 460, p50Ms: 0.006, p99Ms: 0.031 },
        rules: { count: 18_780, p50Ms: 0.003, p99Ms: 0.02 },
        model: { count: 1240, p50Ms: 1.1, p99Ms: 4.8 },
        upstream: { count: 13_660, p50Ms: 9.1, p99Ms: 87 },
      },
      inFlight: 3,
      cache: { answers: 4210, bytes: 5_200_000 },
      counters: {
        queries: 48_210,
        blocked: 5120,
        cached: 29_430,
        late: 3,
        logDropped: 0,
        servfail: 41,
        faulty: 7,
        mismatched: 0,
      },
      storage: { records: 1_840_211, days: 9, bytes: 78_400_000, oldest: Date.now() - 9 * 86_400_000, pending: 12 },
      lists: {
        lists: 4,
        names: 160_297,
        broken: 340,
        each: [{ name: 'office list', names: 160_297, broken: 340, hits: 12 }],
      },
      process: { residentBytes: 412_000_000, uptimeMs: Date.now() - started, node: 'v24.11.0' },
      disk: { freeBytes: 52_000_000_000 },
    }),
    'workstation.selfTest': async () => {
      await new Promise((done) => setTimeout(done, 600))
      return [
        { check: 'A blocked name is answered over UDP', passed: true, detail: 'NOERROR 0.0.0.0', milliseconds: 1.2 },
        { check: 'A blocked name is answered over TCP', passed: true, detail: 'NOERROR 0.0.0.0', milliseconds: 2.4 },
        {
          check: 'An upstream answers',
          passed: false,
          detail: 'no upstream answers: names on no list cannot be resolved',
          milliseconds: 3000,
        },
        { check: 'The model scores a name it has not seen', passed: true, detail: '0.0312', milliseconds: 4.1 },
      ]
    },
    'settings.change': (change) => {
      const parsed = settingsSchema.safeParse({ ...state.settings, ...change })
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        const field = issue?.path.join('.') ?? null
        throw asRejection({ kind: 'bad-input', message: `${field ?? ''}: ${issue?.message ?? ''}`, field })
      }
      state.settings = parsed.data
      return state
    },
  }
}
