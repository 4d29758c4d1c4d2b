import { entryWord, isException, isTcpOnly, lineOf, ownAnswer, ruleCode, type RuleCode } from './entry.ts'
import type { ListAnswer, ListEffect } from './list.ts'
import { leadsTo, localRecords } from './local-data.ts'
import type { NameRules, RuleMatch } from './matching.ts'
import { createSuffixes, hashSuffixes, randomSeed, SUFFIX_WORDS, type HashSeed } from './suffix-hash.ts'
import { createTableBuilder, type Table } from './table.ts'
import { decidingEntry, speakingEntries, type Found } from './within-list.ts'

/** A list's names as the parser gives them: canonical, each with the line it stands on, counted from 1. A name alone covers what is below it. */
export type NamedList = {
  id: string
  name: string
  effect: ListEffect
  answer?: ListAnswer
  names: Iterable<{ name: string; line: number; code?: RuleCode }>
}

/** One list, ready to be asked. Its names lie in shared memory: sending it to another thread copies nothing. */
export type CompiledList = { id: string; name: string; effect: ListEffect; answer?: ListAnswer; table: Table }

/** All lists that decide. The tables of one book share a seed, so that a question's name is hashed once for all of them. */
export type CompiledBook = { seed: HashSeed; lists: CompiledList[] }

/** Whether a table that `before` has is no longer in `now`. */
export function letsGoOfTables(before: CompiledBook, now: CompiledBook): boolean {
  return before.lists.some(({ table }) => !now.lists.some((list) => list.table === table))
}

export const emptyBook = (): CompiledBook => ({ seed: randomSeed(), lists: [] })

export function compileBook(lists: NamedList[], seed: HashSeed = randomSeed()): CompiledBook {
  return { seed, lists: lists.map(({ names, ...list }) => ({ ...list, table: compileNames(names, seed) })) }
}

/** A list's table alone, to put into a book of the same seed. */
export function compileNames(names: NamedList['names'], seed: HashSeed, expected = 0): Table {
  const builder = createTableBuilder(expected)
  const suffixes = createSuffixes()
  for (const { name, line, code = NAME_AND_BELOW } of names) {
    const last = (hashSuffixes(name, seed, suffixes) - 1) * SUFFIX_WORDS
    builder.add(suffixes[last]!, suffixes[last + 1]!, entryWord(code, line))
  }
  return builder.finish()
}

const NAME_AND_BELOW = ruleCode('tree', 'listed')

/**
 * A view of a book from any thread; it holds no copy. Each list says by the rules of its own format which of its entries decides; across
 * lists the longest of these wins, an exception at equal length, else the earlier list.
 */
export function openRuleBook({ seed, lists }: CompiledBook): NameRules {
  const suffixes = createSuffixes()
  const asked = lists.filter(({ table }) => table.entries > 0)
  return {
    match(name) {
      if (asked.length === 0) return null
      const count = hashSuffixes(name, seed, suffixes)
      let best: Said | null = null
      for (const list of asked) {
        const found = decidingEntry(list.table, { suffixes, count }, best?.found.suffix ?? 0)
        if (found === null) continue
        const said: Said = { list, found }
        if (best === null || inOrder(said, best) < 0) best = said
      }
      return best === null ? null : matchOf(best, name, suffixes)
    },
    matches(name) {
      const count = hashSuffixes(name, seed, suffixes)
      const deciding: Said[] = []
      const others: Said[] = []
      for (const list of asked) {
        const [first, ...rest] = speakingEntries(list.table, { suffixes, count }).map((found) => ({ list, found }))
        if (first !== undefined) deciding.push(first)
        others.push(...rest)
      }
      const [winner, ...losers] = deciding.sort(inOrder)
      const found = winner === undefined ? [] : [winner, ...[...losers, ...others].sort(inOrder)]
      return found.map((said) => matchOf(said, name, suffixes))
    },
  }
}

type Said = { list: CompiledList; found: Found }

/** The longer one first, an exception before a block as long. Sorting keeps the lists' order between the rest. */
function inOrder(one: Said, other: Said): number {
  return (
    other.found.suffix - one.found.suffix || Number(effectOf(other) === 'allow') - Number(effectOf(one) === 'allow')
  )
}

function effectOf({ list, found }: Said): ListEffect {
  return isException(found.word) ? 'allow' : list.effect
}

function matchOf(said: Said, name: string, suffixes: Uint32Array): RuleMatch {
  const { list, found } = said
  const match: RuleMatch = {
    origin: 'subscribed',
    listId: list.id,
    listName: list.name,
    effect: effectOf(said),
    entry: name.slice(suffixes[found.suffix * SUFFIX_WORDS + 2]),
    line: lineOf(found.word),
  }
  if (isTcpOnly(found.word)) return { ...match, tcpOnly: true }
  const answer = match.effect === 'block' ? answerOf(said) : null
  if (answer !== 'local-data') return answer === null ? match : { ...match, answer }
  const records = list.table.localData === null ? [] : localRecords(list.table.localData, lineOf(found.word))
  // A wildcard that leads all names to one of them means that one to be what it is.
  return leadsTo(records, name) ? { ...match, effect: 'allow' } : { ...match, answer, records }
}

/** What a person chose for the list comes before what its author wrote. */
function answerOf({ list: { answer = 'usual' }, found }: Said): NonNullable<RuleMatch['answer']> | null {
  return answer === 'usual' ? ownAnswer(found.word) : answer
}
