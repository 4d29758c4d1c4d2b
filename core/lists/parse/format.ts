import type { DomainName } from '../../dns/name.ts'
import type { RuleCode } from '../entry.ts'
import type { OwnRecord } from '../local-data.ts'

/** A line of a file; they count from 1. */
export type Line = { text: string; number: number }

/** Where the reader of a format puts what it finds. */
export interface Findings {
  rule(line: Line, name: DomainName, code: RuleCode): void
  /** A rule over `name` and what is below it, without the names of `except`, which lie below it, and what is below them. */
  ruleExcept(line: Line, rule: { name: DomainName; code: RuleCode; except: readonly DomainName[] }): void
  /**
   * The name, or what is below it, is answered with this record and those that the file has for it besides. What cannot be kept is reported and keeps
   * its place (`aside`).
   */
  record(line: Line, answered: { name: DomainName; covers: 'exact' | 'below'; record: OwnRecord }): void
  /** What the file says of the name, before or behind this line, does not hold: its rule with this code. */
  cancel(name: DomainName, code: RuleCode): void
  /** The line, or a part of it, cannot be used. */
  broken(line: Line, reason: string): void
}

/** Reads the lines of one file, in order: some formats say on one line what the next ones mean. */
export interface FormatReader {
  read(line: Line): void
  /** There are no more lines. */
  end(): void
}

export type OpenReader = (found: Findings) => FormatReader

/** A format whose lines mean the same wherever they stand. */
export function lineByLine(read: (line: Line, found: Findings) => void): OpenReader {
  return (found) => ({ read: (line) => read(line, found), end: () => undefined })
}
