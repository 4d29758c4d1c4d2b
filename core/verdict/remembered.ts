import type { DomainName } from '../dns/name.ts'
import type { Verdict } from './verdict.ts'

/** What the model said about names. Bounded; the longest remembered goes first. */
export interface RememberedVerdicts {
  get(name: DomainName): Verdict | null
  set(name: DomainName, verdict: Verdict): void
}

export function rememberVerdicts(limit: number): RememberedVerdicts {
  const verdicts = new Map<DomainName, Verdict>()
  return {
    get: (name) => verdicts.get(name) ?? null,
    set(name, verdict) {
      if (verdicts.size >= limit) dropOldest(verdicts, limit >> 4)
      verdicts.set(name, verdict)
    },
  }
}

/** A sixteenth at once, so that a full memory does not pay for each new name. */
function dropOldest(verdicts: Map<DomainName, Verdict>, count: number): void {
  let left = Math.max(1, count)
  for (const name of verdicts.keys()) {
    if (left-- === 0) return
    verdicts.delete(name)
  }
}
