import type { OverrideScope } from '../../../core/lists/override.ts'
import type { NewOverride, OverrideRow } from '../../../core/vetting/override-entry.ts'
import type { ListEffect } from '../../../core/lists/list.ts'

export type Ends = NewOverride['ends']

/** How long an override is to hold: the few choices that one press takes. */
export const DURATIONS: readonly { id: string; text: string; ends: Ends }[] = [
  { id: '5', text: 'for 5 min', ends: { kind: 'after', minutes: 5 } },
  { id: '60', text: 'for 1 h', ends: { kind: 'after', minutes: 60 } },
  { id: '1440', text: 'for 1 day', ends: { kind: 'after', minutes: 1440 } },
  { id: 'never', text: 'for ever', ends: { kind: 'never' } },
]

export const EFFECT_VERBS: Record<ListEffect, string> = { allow: 'Allow', block: 'Block', honeypot: 'Honeypot' }
export const EFFECT_DONE: Record<ListEffect, string> = {
  allow: 'allowed',
  block: 'blocked',
  honeypot: 'led to the honeypot',
}

export const STATE_WORDS: Record<OverrideRow['state'], string> = {
  holds: 'holds',
  lapsed: 'lapsed',
  ended: 'ended by hand',
  replaced: 'replaced by a newer one',
}

/** What follows the name: 'and all below it, for 10.0.0.7'. */
export function scopeRest(scope: OverrideScope): string {
  if (scope.kind === 'client') return ''
  const below = scope.kind === 'tree' ? 'and all below' : 'alone'
  return scope.client === null ? below : `${below}, for ${scope.client} only`
}

/** Whether it speaks about this name, for somebody. */
export function coversName({ scope }: Pick<OverrideRow, 'scope'>, name: string): boolean {
  if (scope.kind === 'client') return false
  return scope.name === name || (scope.kind === 'tree' && name.endsWith(`.${scope.name}`))
}
