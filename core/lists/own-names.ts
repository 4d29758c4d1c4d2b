import type { DomainName } from '../dns/name.ts'
import type { ListEffect } from './list.ts'
import type { NameRules, RuleMatch } from './matching.ts'
import { createSuffixes, hashSuffixes, randomSeed, SUFFIX_WORDS } from './suffix-hash.ts'

/** The classes of vetting (verdict/verdict.ts); lists come before verdicts, so they stand here as what they do to an answer. */
export type OwnClass = 'benign' | 'malicious' | 'honeypot'

const EFFECTS: Record<OwnClass, ListEffect> = { benign: 'allow', malicious: 'block', honeypot: 'honeypot' }

/** The names that the analyst decided, each covering its sub-domains. */
export interface OwnNames extends NameRules {
  /** `not-vetted` removes. */
  set(name: string, vetted: OwnClass | 'not-vetted'): void
  /** The class of this very name, whatever covers it. */
  get(name: string): OwnClass | 'not-vetted'
  entries(): [DomainName, OwnClass][]
}

/**
 * Asked for each packet: a name that nobody decided costs a hash and a look-up of a number for each label, and no allocation. The
 * fingerprint only leads to the candidate; the name itself is compared, so here no collision can decide.
 */
export function createOwnNames(entries: Iterable<readonly [string, OwnClass]> = []): OwnNames {
  const classes = new Map<string, OwnClass>()
  const byFingerprint = new Map<number, DomainName[]>()
  const seed = randomSeed()
  const suffixes = createSuffixes()

  function fingerprint(suffix: number): number {
    return suffixes[suffix * SUFFIX_WORDS]! >>> SMALL_INTEGER
  }

  function candidate(name: string, suffix: number): DomainName | undefined {
    const start = suffixes[suffix * SUFFIX_WORDS + 2]!
    return byFingerprint
      .get(fingerprint(suffix))
      ?.find((one) => one.length === name.length - start && name.endsWith(one))
  }

  const own: OwnNames = {
    match(name) {
      if (classes.size === 0) return null
      for (let suffix = hashSuffixes(name, seed, suffixes) - 1; suffix >= 0; suffix--) {
        const entry = candidate(name, suffix)
        if (entry !== undefined) return matchOf(entry, classes.get(entry)!)
      }
      return null
    },
    matches(name) {
      const found: RuleMatch[] = []
      for (let suffix = hashSuffixes(name, seed, suffixes) - 1; suffix >= 0; suffix--) {
        const entry = candidate(name, suffix)
        if (entry !== undefined) found.push(matchOf(entry, classes.get(entry)!))
      }
      return found
    },
    set(name, vetted) {
      const key = fingerprint(hashSuffixes(name, seed, suffixes) - 1)
      const others = (byFingerprint.get(key) ?? []).filter((one) => one !== name)
      const here = vetted === 'not-vetted' ? others : [...others, name as DomainName]
      if (here.length === 0) byFingerprint.delete(key)
      else byFingerprint.set(key, here)
      if (vetted === 'not-vetted') classes.delete(name)
      else classes.set(name, vetted)
    },
    get: (name) => classes.get(name) ?? 'not-vetted',
    entries: () => [...classes] as [DomainName, OwnClass][],
  }
  for (const [name, vetted] of entries) own.set(name, vetted)
  return own
}

/** 30 bits stay: a number that V8 keeps in the pointer itself, in Electron's compressed heap too. */
const SMALL_INTEGER = 2

function matchOf(entry: string, vetted: OwnClass): RuleMatch {
  return {
    origin: 'vetted',
    listId: 'vetted',
    listName: `vetted ${vetted}`,
    effect: EFFECTS[vetted],
    entry,
    line: null,
  }
}
