import type { ListAnswer, ListEffect } from '../../../core/lists/list.ts'
import { overrideScopeSchema } from '../../../core/lists/override.ts'
import type { UpstreamStrategy } from '../../../core/resolver/config.ts'
import type { AnswerPolicy } from '../../../core/resolver/policy.ts'
import { milliseconds } from './script.ts'
import type { Stage } from './stage.ts'

/** 'EFFECT NAME... [answer=nxdomain]' */
export function takeList([effect, ...words]: string[], stage: Stage): void {
  const answer = words.find((word) => word.startsWith('answer='))?.slice(7)
  const names = words.filter((word) => !word.startsWith('answer='))
  stage.list(effect as ListEffect, names, (answer ?? 'usual') as ListAnswer)
}

/** 'EFFECT name|tree NAME [client=WHO] [for=5m]', 'EFFECT client WHO [for=5m]', or 'taken-back'. */
export function takeOverride([effect = '', kind, what, ...options]: string[], stage: Stage): void {
  if (effect === 'taken-back') return stage.override(null)
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const holdsFor = value('for')
  stage.override({
    scope: overrideScopeSchema.parse(
      kind === 'client' ? { kind, client: what } : { kind, name: what, client: value('client') ?? null }
    ),
    effect: effect as ListEffect,
    until: holdsFor === undefined ? null : stage.clock.now() + milliseconds(holdsFor),
  })
}

export function takeSetting([key, ...values]: string[], stage: Stage): void {
  if (key === 'honeypot') return stage.set({ honeypot: { ipv4: values[0] ?? null, ipv6: values[1] ?? null } })
  if (key === 'askWhileScoring') return void (stage.askWhileScoring = values[0] === 'on')
  if (key === 'paused') return stage.set({ pausedUntil: stage.clock.now() + milliseconds(values[0]!) })
  if (key === 'upstreamStrategy') return stage.route({ strategy: values[0] as UpstreamStrategy })
  if (key === 'queriesPerSecond') return void (stage.guard.perSecond = Number(values[0]))
  if (key === 'clients') return void (stage.guard.clients = values)
  const decided = policyChange(key!, values)
  if (decided !== null) return stage.decide(decided)
  stage.set({ [key!]: values[0] })
}

function policyChange(key: string, values: string[]): Partial<AnswerPolicy> | null {
  const on = values[0] === 'on'
  switch (key) {
    case 'keepBrowsers':
      return { keepBrowsers: on }
    case 'refusePrivateAddresses':
      return { refusePrivateAddresses: on }
    case 'authenticated':
      return { authenticated: values[0] as AnswerPolicy['authenticated'] }
    case 'serveStale':
      return { serveStale: on }
    case 'privateAddressesAllowed':
      return { privateAddressesAllowed: values }
    case 'localRecord':
      return { localRecords: [{ address: values[0]!, names: values.slice(1) }] }
    default:
      return null
  }
}
