import type { Verdict, VerdictKind, VettingClass } from '../../../core/verdict/verdict.ts'

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

/** Where an override decided: it comes before every list, and the two are ended in different places. */
export const OVERRIDE_WORDS: Partial<Record<VerdictKind, string>> = {
  'allowed-by-list': 'allowed by override',
  'blocked-by-list': 'blocked by override',
}

/** How a verdict is shown. */
export function markOf(verdict: Verdict): { kind: VerdictKind; honeypot: boolean; override: boolean } {
  return {
    kind: verdict.kind,
    honeypot: verdict.kind === 'blocked-by-list' && verdict.answer.kind === 'honeypot',
    override: 'rule' in verdict && verdict.rule.origin === 'override',
  }
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
