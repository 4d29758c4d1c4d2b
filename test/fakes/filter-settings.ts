import type { FilterSettings } from '../../core/verdict/settings.ts'

/** The filter as a person has it who changed nothing, and lets the model block. */
export const BLOCKING: FilterSettings = {
  blockingAnswer: 'blackhole',
  honeypot: { ipv4: null, ipv6: null },
  modelAction: 'block',
  scoreWaitMs: 50,
  pausedUntil: null,
}
