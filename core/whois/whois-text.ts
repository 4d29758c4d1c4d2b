import { createRequire } from 'node:module'
import type { Said } from './texts.ts'

type Fields = Record<string, string | string[]>

/** Of whoiser its parsers alone, which its types leave out: its transport has no limits (docs/decisions/0045-registrations.md). */
const { parseDomainWhois } = createRequire(import.meta.url)('whoiser/src/parsers.js') as {
  parseDomainWhois(domain: string, text: string, ignorePrivacy: boolean): Fields
}

/** What an answer of a WHOIS server says (RFC 3912 leaves its form open; whoiser knows that of many registries). */
export type WhoisSaid =
  { kind: 'found'; said: Said } | { kind: 'not-registered' } | { kind: 'refused'; line: string } | { kind: 'unclear' }

/**
 * Rules for friendly texts take time that grows with the square of a hostile one's length, whoiser's and these. What a person wants to know
 * stands at the beginning.
 */
const MOST_PARSED = 16 * 1024
const MOST_LINES = 60
const MOST_LINE = 300

const NOT_REGISTERED = [
  /^(?:no match\b|not? found\b|no such domain|nothing found|(?:the )?(?:queried )?object does not exist)/i,
  /^no (?:data|entries|object|information|record)s?\b.*\bfound/i,
  /^domain (?:name )?(?:not found|is (?:free|available|not registered))/i,
  /^(?:domain )?status:\s*(?:free|available|not registered)/i,
  /\bis (?:free$|available for (?:purchase|registration))/i,
]
const REFUSED =
  /\b(?:(?:query|rate|request|quota|lookup)s? limit|limit exceeded|quota exceeded|too many (?:queries|requests)|access denied|blacklisted)\b/i

export function parseWhois(domain: string, text: string): WhoisSaid {
  const fields = parsed(domain, text.slice(0, MOST_PARSED))
  const said: Said = {
    registered: fields['Created Date'],
    expires: fields['Expiry Date'],
    updated: fields['Updated Date'],
    registrar: fields['Registrar'],
    registrant: fields['Registrant Organization'] ?? fields['Registrant Name'],
    status: listed(fields['Domain Status']),
    nameServers: listed(fields['Name Server']).map((one) => one.split(/\s+/)[0]?.toLowerCase()),
    raw: text,
  }
  if (said.registered !== undefined || said.registrar !== undefined || said.nameServers.length > 0)
    return { kind: 'found', said }
  const lines = text.split('\n', MOST_LINES).map((line) =>
    line
      .slice(0, MOST_LINE)
      .replace(/^[%#*\s]+/, '')
      .trimEnd()
  )
  if (lines.some((line) => NOT_REGISTERED.some((words) => words.test(line)))) return { kind: 'not-registered' }
  const refusal = lines.find((line) => REFUSED.test(line))
  if (refusal !== undefined) return { kind: 'refused', line: refusal }
  return text.trim() === '' ? { kind: 'unclear' } : { kind: 'found', said }
}

/** The WHOIS server of a top-level domain, as IANA's own says it. */
export function referredServer(text: string): string | null {
  return (
    /^(?:whois|refer):[ \t]*([a-z0-9-]+(?:\.[a-z0-9-]+)+)[ \t]*\r?$/im
      .exec(text.slice(0, MOST_PARSED))?.[1]
      ?.toLowerCase() ?? null
  )
}

/** A stranger's text goes through rules that were written for friendly ones: where they stumble, the raw text remains. */
function parsed(domain: string, text: string): Fields {
  try {
    return parseDomainWhois(domain, text.replaceAll('\r\n', '\n'), true)
  } catch {
    return {}
  }
}

function listed(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\n,]/).map((one) => one.trim())
  return Array.isArray(value) ? (value as unknown[]).filter((one) => typeof one === 'string') : []
}
