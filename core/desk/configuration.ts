import type { WorkstationState } from '../contract/workstation.ts'
import type { Forwarding, ResolverConfig } from '../resolver/config.ts'
import type { Endpoint } from '../resolver/endpoint.ts'
import type { AnswerPolicy } from '../resolver/policy.ts'
import { honeypotOf } from '../settings/honeypot-page.ts'
import { readForwardingLine, readHostsLine } from '../settings/lines.ts'
import type { Settings } from '../settings/settings.ts'
import type { Result } from '../system/result.ts'
import type { FilterSettings } from '../verdict/settings.ts'
import type { WorkstationOptions } from './options.ts'
import { bootstrapFrom, reserveFrom, upstreamOf, upstreamsFrom } from './upstreams.ts'

/** What the command line and the settings come to together. */
export function modelActionOf(options: WorkstationOptions, settings: Settings): Settings['modelAction'] {
  if (options.modelAction !== null) return options.modelAction
  // A person at a window is asked first; until then nothing that works today is broken by a model he has not met.
  if (options.shell === 'electron' && !settings.firstRunDone) return 'observe'
  return settings.modelAction
}

/** What a person has to know beside the settings that do not hold for this run. */
export function commandLineOf({
  upstreams,
  modelAction,
  dot,
  doh,
}: WorkstationOptions): WorkstationState['commandLine'] {
  return { upstreams: [...upstreams], modelAction, dot, doh }
}

export function filterSettingsOf(
  options: WorkstationOptions,
  settings: Settings,
  pausedUntil: number | null
): FilterSettings {
  return { ...answersOf(settings), modelAction: modelActionOf(options, settings), pausedUntil }
}

function answersOf(settings: Settings) {
  const { blockingAnswer, modelAnswer, decisionAnswer, scoreWaitMs } = settings
  return { blockingAnswer, modelAnswer, decisionAnswer, honeypot: honeypotOf(settings), scoreWaitMs }
}

export function answerPolicyOf(settings: Settings): AnswerPolicy {
  return policyOf(settings, settings.forwarding.map(forwardingOf))
}

export function resolverConfigOf(
  options: WorkstationOptions,
  settings: Settings,
  listening: string | null
): ResolverConfig {
  const { askWhileScoring, queriesPerSecond } = settings
  const forwarding = settings.forwarding.map(forwardingOf)
  const machine = options.machineServers?.() ?? null
  const sources = { commandLine: options.upstreams, settings: settings.upstreams, listening, machine }
  return {
    ...answersOf(settings),
    askWhileScoring,
    modelAction: modelActionOf(options, settings),
    upstreams: upstreamsFrom(sources),
    reserve: reserveFrom(sources),
    strategy: settings.upstreamStrategy,
    bootstrap: bootstrapFrom({ settings: settings.bootstrap, listening, machine }),
    forwarding,
    policy: policyOf(settings, forwarding),
    queriesPerSecond,
    signingIn: false,
  }
}

/** While a person signs in to a network, that network's resolvers are asked about everything. */
export function signInConfig(usual: ResolverConfig, resolvers: readonly Endpoint[]): ResolverConfig {
  const upstreams = resolvers.map((at) => ({ transport: 'udp' as const, at }))
  return { ...usual, upstreams, strategy: 'ordered', forwarding: [], signingIn: true }
}

function policyOf(settings: Settings, forwarding: readonly Forwarding[]): AnswerPolicy {
  const { keepBrowsers, refusePrivateAddresses, privateAddressesAllowed, serveStale, localRecords, authenticated } =
    settings
  return {
    keepBrowsers,
    refusePrivateAddresses,
    privateAddressesAllowed,
    serveStale,
    authenticated,
    localRecords: localRecords.map((line) => taken(readHostsLine(line))).filter((record) => record !== null),
    forwardedDomains: forwarding.map(({ domain }) => domain),
  }
}

function forwardingOf(line: string): Forwarding {
  const { domain, upstreams } = taken(readForwardingLine(line))
  return { domain, upstreams: upstreams.map(upstreamOf) }
}

/** The lines were checked by who took them in. */
function taken<T>(line: Result<T, { message: string }>): T {
  if (line.ok) return line.value
  throw new Error(line.fault.message)
}
