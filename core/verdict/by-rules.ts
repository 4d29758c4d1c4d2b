import { rdataText } from '../dns/rdata.ts'
import type { ListRecord } from '../lists/local-data.ts'
import type { NameRules, RuleMatch } from '../lists/matching.ts'
import { scopeText } from '../lists/override.ts'
import type { Overrides } from '../lists/overrides.ts'
import { minuteText } from '../system/minute-text.ts'
import type { Stage } from './filter.ts'
import { blockAnswer, type FilterSettings } from './settings.ts'
import type { Verdict } from './verdict.ts'

/** What a person said for a while, or for some clients. */
export function byOverride(overrides: Overrides, settings: FilterSettings): Stage {
  return {
    name: 'override',
    decide: ({ name, client }) => ruled(overrides.match(name, client)?.match ?? null, settings),
    reason({ name, client }, verdict) {
      const overriding = overrides.match(name, client)
      if (overriding === null) return 'No override holds for it.'
      const { scope, until } = overriding.rule
      const end = until === null ? '' : ` until ${minuteText(until)}`
      return `An override holds for ${scopeText(scope)}${end}: ${effectText(verdict)}.`
    },
  }
}

/** The names that the analyst decided. */
export function byVettedName(own: NameRules, settings: FilterSettings): Stage {
  return {
    name: 'vetted',
    decide: ({ name }) => ruled(own.match(name), settings),
    reason(_, verdict) {
      const entry = entryOf(verdict)
      if (entry === null) return 'You have not decided on this name or a parent of it.'
      return `You decided on ${entry}: ${effectText(verdict)}.`
    },
  }
}

/** The compiled book of subscribed lists. */
export function byList(book: NameRules, settings: FilterSettings): Stage {
  return {
    name: 'lists',
    decide: ({ name }) => ruled(book.match(name), settings),
    reason(_, verdict) {
      if (verdict === null || !('rule' in verdict)) return 'No subscribed list names it or a parent of it.'
      const { entry, line, listName } = verdict.rule
      return `${entry} stands on the list "${listName}"${line === null ? '' : `, line ${line}`}: ${effectText(verdict)}.`
    },
  }
}

/** What an entry means for the answer. */
export function ruled(match: RuleMatch | null, settings: FilterSettings): Verdict | null {
  if (match === null) return null
  const { effect, origin, listId, listName, entry, line, answer } = match
  const rule = { origin, listId, listName, entry, line }
  if (effect === 'allow') return { kind: 'allowed-by-list', rule, ...(match.tcpOnly ? { tcpOnly: true } : {}) }
  if (answer === 'local-data')
    return { kind: 'blocked-by-list', rule, answer: { kind: answer, records: match.records ?? [] } }
  if (answer === 'drop') return { kind: 'blocked-by-list', rule, answer: { kind: 'drop' } }
  const chosen = origin === 'subscribed' ? answer : settings.decisionAnswer
  return { kind: 'blocked-by-list', rule, answer: blockAnswer(effect, settings, chosen) }
}

function entryOf(verdict: Verdict | null): string | null {
  return verdict !== null && 'rule' in verdict ? verdict.rule.entry : null
}

const SHOWN_RECORDS = 5

/** 'A 192.0.2.7, TXT "walled garden"': what a list answers with. */
function recordsText(records: readonly ListRecord[]): string {
  const shown = records.slice(0, SHOWN_RECORDS).map(({ type, rdata }) => rdataText(type, Buffer.from(rdata, 'hex')))
  const more = records.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function effectText(verdict: Verdict | null): string {
  if (verdict?.kind === 'allowed-by-list' && verdict.tcpOnly === true) return 'it passes over TCP only'
  if (verdict?.kind !== 'blocked-by-list') return 'it passes'
  if (verdict.answer.kind === 'drop') return 'it gets no answer'
  if (verdict.answer.kind === 'local-data') return `it is answered with ${recordsText(verdict.answer.records)}`
  if (verdict.answer.kind !== 'honeypot') return 'it is blocked'
  const { ipv4, ipv6 } = verdict.answer
  return ipv4 === null && ipv6 === null
    ? 'it is blocked, since no honeypot is set that it could be answered with'
    : 'it is answered with the honeypot'
}
