import type { Explanation, ScoreExplanation } from '../../core/contract/names.ts'
import type { Health } from '../../core/contract/workstation.ts'
import type { Score } from '../../core/model/score.ts'
import type { DecisionEffect } from '../../core/vetting/decision.ts'

export const someScore: Score = { modelId: 'ngram-linear-1', probability: 0.01187, logit: -4.42, band: 'benign' }

export function someExplanation(name: string): Explanation {
  const verdict = { kind: 'allowed-by-model' as const, score: someScore }
  return {
    name,
    verdict,
    stages: [{ stage: 'model', verdict, reason: 'scored 0.012, below the unsure threshold', decides: true }],
    matches: [],
    model: { id: someScore.modelId, unsure: 0.3, malicious: 0.9 },
  }
}

export function someScoreExplanation(name: string): ScoreExplanation {
  return {
    name,
    modelId: someScore.modelId,
    unexplained: null,
    logit: someScore.logit,
    probability: someScore.probability,
    characters: Array.from(name, (character, at) => ({ character, weight: character === '.' ? 0 : (at % 5) - 2.5 })),
    labels: name.split('.').map((label) => ({ label, weight: -0.5 })),
    features: [{ kind: 'tld', token: 'com', text: 'TLD .com', weight: -0.75 }],
    nearest: [{ name: 'shop-example.org', class: 'malicious', source: 'vetted', distance: 2 }],
  }
}

export function someEffect(names: string[]): DecisionEffect {
  const decision = {
    id: 7,
    time: 1_700_000_000_000,
    actor: 'api',
    names,
    class: 'malicious' as const,
    note: '',
    undoes: null,
  }
  return { decision, droppedAnswers: 2, counts: { 'not-vetted': 4, benign: 1, honeypot: 0, malicious: names.length } }
}

const ready = { state: 'ready' as const, detail: '' }

export const someHealth: Health = {
  resolver: ready,
  model: ready,
  store: ready,
  trainer: { state: 'off', detail: 'nothing is being trained' },
  machineDns: { state: 'off', detail: "not set as this machine's DNS" },
  upstreams: [
    {
      address: '127.0.0.1:5399',
      state: 'answering',
      medianMs: 1.5,
      p99Ms: 4,
      asked: 12,
      failed: 0,
      lastFault: null,
      found: null,
    },
  ],
  latency: {
    cached: { count: 8, p50Ms: 0.05, p99Ms: 0.2 },
    blocked: { count: 3, p50Ms: 0.1, p99Ms: 0.3 },
    forwarded: { count: 0, p50Ms: null, p99Ms: null },
  },
  stages: {
    parse: { count: 8, p50Ms: 0.0004, p99Ms: 0.002 },
    cache: { count: 8, p50Ms: 0.0003, p99Ms: 0.001 },
    send: { count: 8, p50Ms: 0.004, p99Ms: 0.02 },
    rules: { count: 3, p50Ms: 0.002, p99Ms: 0.01 },
    model: { count: 0, p50Ms: null, p99Ms: null },
    upstream: { count: 0, p50Ms: null, p99Ms: null },
  },
  inFlight: 2,
  cache: { answers: 7, bytes: 2048 },
  counters: { queries: 20, blocked: 3, cached: 8, late: 0, logDropped: 0, servfail: 0, faulty: 1, mismatched: 0 },
  storage: { records: 20, days: 1, bytes: 4096, oldest: 1_700_000_000_000, pending: 0 },
  lists: { lists: 1, names: 3, broken: 0, each: [{ name: 'office list', names: 3, broken: 0, hits: 12 }] },
  process: { residentBytes: 150_000_000, uptimeMs: 5000, node: 'v24.0.0' },
  disk: { freeBytes: null },
}
