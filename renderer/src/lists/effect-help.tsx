import type { ReactNode } from 'react'
import type { ListEffect } from '../../../core/lists/list.ts'
import { honeypotOf } from '../../../core/settings/honeypot-page.ts'
import { useWorkstation } from '../wire/workstation.ts'
import { EFFECT_HELP, NO_HONEYPOT } from './words.ts'

/** What subscribing a list so does; of a honeypot only where there is one. */
export function EffectHelp({ effect }: { effect: ListEffect }): ReactNode {
  const settings = useWorkstation()?.settings
  const { ipv4, ipv6 } = settings === undefined ? { ipv4: '', ipv6: '' } : honeypotOf(settings)
  return effect === 'honeypot' && ipv4 === null && ipv6 === null ? NO_HONEYPOT : EFFECT_HELP[effect]
}
