import type { ListEffect } from './list.ts'
import type { NameRules, RuleMatch } from './matching.ts'
import { createSuffixes, hashSuffixes, randomSeed, SUFFIX_WORDS, type HashSeed } from './suffix-hash.ts'
import { createTableBuilder, lineOf, type Table } from './table.ts'

/** A list's names as the parser gives them: canonical, each with the line it stands on, counted from 1. */
export type NamedList = {
  id: string
  name: string
  effect: ListEffect
  names: Iterable<{ name: string; line: number }>
}

/** One list, ready to be asked. Its names lie in shared memory: sending it to another thread copies nothing. */
export type CompiledList = { id: string; name: string; effect: ListEffect; table: Table }

/** All lists that decide. The tables of one book share a seed, so that a question's name is hashed once for all of them. */
export type CompiledBook = { seed: HashSeed; lists: CompiledList[] }

export const emptyBook = (): CompiledBook => ({ seed: randomSeed(), lists: [] })

export function compileBook(lists: NamedList[], seed: HashSeed = randomSeed()): CompiledBook {
  return { seed, lists: lists.map(({ names, ...list }) => ({ ...list, table: compileNames(names, seed) })) }
}

/** A list's table alone, to put into a book of the same seed. */
export function compileNames(names: Iterable<{ name: string; line: number }>, seed: HashSeed, expected = 0): Table {
  const builder = createTableBuilder(expected)
  const suffixes = createSuffixes()
  for (const { name, line } of names) {
    const last = (hashSuffixes(name, seed, suffixes) - 1) * SUFFIX_WORDS
    builder.add(suffixes[last]!, suffixes[last + 1]!, line)
  }
  return builder.finish()
}

/** A view of a book from any thread; it holds no copy. Between a block and a honeypot of equal length the earlier list decides. */
export function openRuleBook({ seed, lists }: CompiledBook): NameRules {
  const suffixes = createSuffixes()
  const asked = lists.filter(({ table }) => table.names > 0)
  return {
    match(name) {
      if (asked.length === 0) return null
      for (let suffix = hashSuffixes(name, seed, suffixes) - 1; suffix >= 0; suffix--) {
        let found: RuleMatch | null = null
        for (const list of asked) {
          const line = lineOf(list.table, suffixes, suffix)
          if (line === 0 || (found !== null && list.effect !== 'allow')) continue
          found = matchOf(list, line, name.slice(suffixes[suffix * SUFFIX_WORDS + 2]))
          if (found.effect === 'allow') return found
        }
        if (found !== null) return found
      }
      return null
    },
    matches(name) {
      const found: RuleMatch[] = []
      for (let suffix = hashSuffixes(name, seed, suffixes) - 1; suffix >= 0; suffix--) {
        const entry = name.slice(suffixes[suffix * SUFFIX_WORDS + 2])
        const equal = asked.flatMap((list) => {
          const line = lineOf(list.table, suffixes, suffix)
          return line === 0 ? [] : [matchOf(list, line, entry)]
        })
        found.push(...equal.filter(isException), ...equal.filter((match) => !isException(match)))
      }
      return found
    },
  }
}

function isException(match: RuleMatch): boolean {
  return match.effect === 'allow'
}

function matchOf({ id, name, effect }: CompiledList, line: number, entry: string): RuleMatch {
  return { origin: 'subscribed', listId: id, listName: name, effect, entry, line }
}
