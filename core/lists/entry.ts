/**
 * What an entry of a list says beside its name, packed into the word that holds its line: 25 bits for the line, 2 for what it covers, 3 for
 * what it does, 2 for its rank within its own file. So a rule of any format takes the twelve bytes that a plain name takes (0040, 0046).
 */
const COVERAGE = {
  /** The name and everything below it. */
  tree: 0,
  /** What lies below the name, not the name. */
  below: 1,
  /** The name alone. */
  exact: 2,
  /** As `tree`, but for what the `carve` entries of the same line cover. */
  carved: 3,
} as const

const ACTION = {
  /** What the list was subscribed for: block, honeypot or allow. */
  listed: 0,
  allow: 1,
  nxdomain: 2,
  nodata: 3,
  refused: 4,
  /** Records of the file itself (local-data.ts). REFUSED is said of trees alone, local data never of one: see `tcpOnly`. */
  localData: 4,
  /** Nothing, and nothing that is shorter in the same file may decide either. */
  aside: 5,
  /** Takes its name and everything below it out of the `carved` rule on its line. With another coverage than `tree`: see `tcpOnly`. */
  carve: 6,
  /** Passes, but over TCP only (RPZ): what is carved out is always a tree, so that this needs no number of its own. */
  tcpOnly: 6,
  /** No answer at all (RPZ). */
  drop: 7,
} as const

type Coverage = keyof typeof COVERAGE
type Action = keyof typeof ACTION

/** The rules that files have; a higher rank decides before a longer name. */
export type RuleCode = number

export function ruleCode(covers: Coverage, action: Action, rank: 0 | 1 | 2 | 3 = 0): RuleCode {
  const ofTrees = action === 'carve' || action === 'refused'
  const shared = ACTION[action] === ACTION.carve || ACTION[action] === ACTION.refused
  if (shared && ofTrees !== (covers === 'tree')) throw new Error('these share a number')
  return COVERAGE[covers] | (ACTION[action] << 2) | (rank << 5)
}

/** In an unbound file the rank says of a zone how it stands to data in it: `always` without looking at it, `tagged` for nobody here, with its data. */
export const ZONE_RANK = { usual: 0, always: 1, tagged: 2 } as const

const LINE_BITS = 25
export const MOST_LINES = 2 ** LINE_BITS - 1

export function entryWord(code: RuleCode, line: number): number {
  return ((code << LINE_BITS) | line) >>> 0
}

export function lineOf(word: number): number {
  return word & MOST_LINES
}

export function codeOf(word: number): RuleCode {
  return word >>> LINE_BITS
}

export function rankOf(word: number): number {
  return word >>> (LINE_BITS + 5)
}

/** Whether an entry whose name covers an asked one speaks about it. `carved` are the lines that leave the asked name out. */
export function speaksOf(word: number, isAskedName: boolean, carved: readonly number[] | null): boolean {
  if (isCarving(word)) return false
  switch ((word >>> LINE_BITS) & 3) {
    case COVERAGE.below:
      return !isAskedName
    case COVERAGE.exact:
      return isAskedName
    case COVERAGE.carved:
      return carved === null || !carved.includes(lineOf(word))
    default:
      return true
  }
}

export function isExact(word: number): boolean {
  return ((word >>> LINE_BITS) & 3) === COVERAGE.exact
}

export function isBelowOnly(word: number): boolean {
  return ((word >>> LINE_BITS) & 3) === COVERAGE.below
}

export function isCarving(word: number): boolean {
  return actionOf(word) === ACTION.carve && coverageOf(word) === COVERAGE.tree
}

export function isTcpOnly(word: number): boolean {
  return actionOf(word) === ACTION.tcpOnly && coverageOf(word) !== COVERAGE.tree
}

/** Rules that belong to their line: the same name may have several of them. */
export function isOfItsLine(word: number): boolean {
  return isCarving(word) || ((word >>> LINE_BITS) & 3) === COVERAGE.carved
}

export function isAside(word: number): boolean {
  return actionOf(word) === ACTION.aside
}

export function isException(word: number): boolean {
  return actionOf(word) === ACTION.allow || isTcpOnly(word)
}

export function isLocalData(word: number): boolean {
  return actionOf(word) === ACTION.localData && coverageOf(word) !== COVERAGE.tree
}

/** The answer that the rule itself asks for, null where the settings say. */
export function ownAnswer(word: number): 'nxdomain' | 'nodata' | 'refused' | 'drop' | 'local-data' | null {
  switch (actionOf(word)) {
    case ACTION.nxdomain:
      return 'nxdomain'
    case ACTION.nodata:
      return 'nodata'
    case ACTION.refused:
      return isLocalData(word) ? 'local-data' : 'refused'
    case ACTION.drop:
      return 'drop'
    default:
      return null
  }
}

function coverageOf(word: number): number {
  return (word >>> LINE_BITS) & 3
}

function actionOf(word: number): number {
  return (word >>> (LINE_BITS + 2)) & 7
}
