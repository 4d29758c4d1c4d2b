import type { HoneypotPageState } from '../contract/honeypot.ts'
import type { WorkstationState } from '../contract/workstation.ts'
import type { TrainingRun } from '../training/run.ts'
import { commandLineOf, modelActionOf } from './configuration.ts'
import { openTo } from './doors.ts'
import type { Parts } from './parts.ts'
import type { SignIn } from './sign-in.ts'
import { servingView } from './serving.ts'
import { upstreamTexts, upstreamsFrom } from './upstreams.ts'

/** The whole state that every screen needs; what `now` says belongs to no part. */
export function stateOf(
  parts: Parts,
  now: { api: string | null; waiting: number; signIn: SignIn | null; honeypotPage: HoneypotPageState }
): WorkstationState {
  const { options, resolver, settings, serving, model, trainer, protection } = parts
  const { address, note } = resolver
  const current = settings.current()
  const machine = options.machineServers?.() ?? null
  const sources = { commandLine: options.upstreams, settings: current.upstreams, listening: address, machine }
  return {
    version: options.version,
    shell: options.shell,
    startedAt: parts.startedAt,
    dataFolder: options.dataFolder,
    dns: {
      address,
      note,
      upstreams: upstreamTexts(upstreamsFrom(sources)),
      silent: [...resolver.silent],
      pausedUntil: protection.pausedUntil,
      signIn: now.signIn,
    },
    machineDns: parts.machineDns.view,
    doors: [...resolver.doors],
    certificate: parts.doors.certificate,
    honeypotPage: now.honeypotPage,
    openTo: openTo(address, resolver.doors, current),
    servingModel: servingView(serving.card),
    modelAction: modelActionOf(options, current),
    backend: model.backend === null ? null : `${model.backend} (${model.device ?? 'CPU'})`,
    api: now.api,
    plugin: parts.pluginUrl,
    waiting: now.waiting,
    runningTraining: runningView(trainer.runs().find(({ state }) => state === 'running')),
    settings: current,
    commandLine: commandLineOf(options),
    notices: [...parts.notices],
  }
}

function runningView(run: TrainingRun | undefined): WorkstationState['runningTraining'] {
  if (run === undefined) return null
  const { epoch = 0, secondsLeft = null } = run.progress ?? {}
  return { runId: run.id, epoch, epochs: run.plan.epochs, secondsLeft }
}
