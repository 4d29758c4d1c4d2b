import type { DecisionEffect, Reach, VettingOrder } from '../../../core/vetting/decision.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { count, counted } from '../design/format.ts'
import { visible } from '../design/visible.ts'

export const CLASSES: readonly VettingClass[] = ['not-vetted', 'benign', 'honeypot', 'malicious']

export const CLASS_TITLES: Record<VettingClass, string> = {
  'not-vetted': 'Not vetted',
  benign: 'Benign',
  honeypot: 'Honeypot',
  malicious: 'Malicious',
}

export const CLASS_KEYS: Record<VettingClass, string> = {
  benign: 'b',
  malicious: 'm',
  honeypot: 'h',
  'not-vetted': 'u',
}

export const ORDER_WORDS: Record<VettingOrder, string> = {
  'most-useful': 'Most useful first',
  newest: 'Newest first',
  'most-asked': 'Most asked first',
  name: 'By name',
}

/** What a decision would do, said before it is taken: "Blocks 14 names: 312 queries of the last 30 days, 3 vetted benign". */
export function reachText(to: VettingClass, reach: Reach): string {
  const names = counted(reach.names, 'name')
  const parts = [
    `${counted(reach.queries, 'query', 'queries')} of the last 30 days`,
    ...(reach.vettedBenign > 0 && to !== 'benign' ? [`${count(reach.vettedBenign)} vetted benign`] : []),
    ...(reach.vettedMalicious > 0 && to !== 'malicious' ? [`${count(reach.vettedMalicious)} vetted malicious`] : []),
  ]
  return `${doing(to, names)}: ${parts.join(', ')}`
}

/** What the last decision did: "malware.example is malicious: blocked from now; 3 cached answers dropped". */
export function effectText({ decision, droppedAnswers }: DecisionEffect): string {
  const dropped = droppedAnswers === 0 ? 'no answer was cached' : `${counted(droppedAnswers, 'cached answer')} dropped`
  const [first = ''] = decision.names
  const one = decision.names.length === 1
  const names = one ? visible(first) : counted(decision.names.length, 'name')
  if (decision.undoes !== null) return `Undone: ${names} as before; ${dropped}`
  return `${names} ${one ? 'is' : 'are'} ${state(decision.class)} from now; ${dropped}`
}

function doing(to: VettingClass, names: string): string {
  switch (to) {
    case 'malicious':
      return `Blocks ${names}`
    case 'honeypot':
      return `Sends ${names} to the honeypot`
    case 'benign':
      return `Lets ${names} pass`
    case 'not-vetted':
      return `Takes the vetting of ${names} back`
  }
}

function state(to: VettingClass): string {
  switch (to) {
    case 'malicious':
      return 'malicious: blocked'
    case 'honeypot':
      return 'honeypot: answered with its address'
    case 'benign':
      return 'benign: allowed'
    case 'not-vetted':
      return 'not vetted: lists and model decide'
  }
}
