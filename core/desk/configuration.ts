import type { ResolverConfig } from '../resolver/config.ts'
import type { Settings } from '../settings/settings.ts'
import type { FilterSettings } from '../verdict/settings.ts'
import type { WorkstationOptions } from './options.ts'
import { upstreamsFrom } from './upstreams.ts'

/** What the command line and the settings come to together. */
export function modelActionOf(options: WorkstationOptions, settings: Settings): Settings['modelAction'] {
  if (options.modelAction !== null) return options.modelAction
  // A person at a window is asked first; until then nothing that works today is broken by a model he has not met.
  if (options.shell === 'electron' && !settings.firstRunDone) return 'observe'
  return settings.modelAction
}

export function filterSettingsOf(
  options: WorkstationOptions,
  settings: Settings,
  pausedUntil: number | null
): FilterSettings {
  const { blockingAnswer, honeypot, scoreWaitMs } = settings
  return { blockingAnswer, honeypot, scoreWaitMs, modelAction: modelActionOf(options, settings), pausedUntil }
}

export function resolverConfigOf(
  options: WorkstationOptions,
  settings: Settings,
  listening: string | null
): ResolverConfig {
  const { blockingAnswer, honeypot, scoreWaitMs, askWhileScoring } = settings
  const upstreams = upstreamsFrom({ commandLine: options.upstreams, settings: settings.upstreams, listening })
  return {
    blockingAnswer,
    honeypot,
    scoreWaitMs,
    askWhileScoring,
    modelAction: modelActionOf(options, settings),
    upstreams,
  }
}
