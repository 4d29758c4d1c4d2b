import type { VerdictKind, VettingClass } from '../../../core/verdict/verdict.ts'

/** From the quietest at the bottom of a stack to what needs eyes at its top. */
export const VERDICT_ORDER: readonly VerdictKind[] = [
  'allowed-by-model',
  'allowed-by-list',
  'unscored',
  'blocked-by-list',
  'blocked-by-model',
  'unsure',
]

export const VERDICT_WORDS: Record<VerdictKind, string> = {
  'allowed-by-list': 'allowed by list',
  'allowed-by-model': 'allowed by model',
  'blocked-by-list': 'blocked by list',
  'blocked-by-model': 'blocked by model',
  unsure: 'unsure',
  unscored: 'unscored',
}

export const CLASS_WORDS: Record<VettingClass, string> = {
  'not-vetted': 'not vetted',
  benign: 'benign',
  honeypot: 'honeypot',
  malicious: 'malicious',
}

export function verdictColour(kind: VerdictKind): string {
  return `var(--verdict-${kind})`
}

export function isBlocked(kind: VerdictKind): boolean {
  return kind === 'blocked-by-list' || kind === 'blocked-by-model'
}
