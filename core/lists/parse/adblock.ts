import { isBelow, parseName, type DomainName } from '../../dns/name.ts'
import { failed, ok, type Result } from '../../system/result.ts'
import { visible } from '../../system/visible.ts'
import { ruleCode } from '../entry.ts'
import type { Findings, Line, OpenReader } from './format.ts'
import { foreignReason } from './syntax.ts'

/**
 * Adblock rules as DNS filters read them (AdGuard's "DNS filtering syntax"): the pattern is matched against the name alone. Read are `||name^`
 * (the name and what is below it), `||*.name^` (what is below it), `@@` before one, and the modifiers `important`, `denyallow=` and `badfilter`, which
 * takes the same rule without it out of the file, wherever that stands. Every other pattern and modifier is reported: without what it narrows, a rule would block more than its author wrote. Within the file an
 * exception beats a block, and what is important beats what is not, whichever name is longer.
 */
export const adblockReader: OpenReader = (found) => {
  /** How many `!#if` are open: what stands behind one holds for some programs only, and nobody can say whether this is one of them. */
  let conditions = 0
  return {
    read(line) {
      const text = line.text.trim()
      if (/^!#if\b/.test(text)) conditions++
      else if (/^!#endif\b/.test(text)) conditions = Math.max(0, conditions - 1)
      else if (/^!#include\b/.test(text))
        found.broken(line, 'it includes another file, which this version does not read')
      else if (isRemark(text)) return
      else if (conditions > 0)
        found.broken(line, 'it stands behind a condition (!#if), which this version does not check')
      else readRule(line, text, found)
    },
    end: () => undefined,
  }
}

/** `!` and `#`, but not the cosmetic rules that begin with `#`; and the header, `[Adblock Plus 2.0]`. */
function isRemark(text: string): boolean {
  return (
    text === '' ||
    text.startsWith('!') ||
    /^#(?!@?(?:\?|\$\??|%)?#+[^#\s])/.test(text) ||
    /^\[[^$\]][^\]]*\]$/.test(text)
  )
}

function readRule(line: Line, text: string, found: Findings): void {
  if (COSMETIC.test(text)) return found.broken(line, 'it hides parts of a page; DNS sees names only')
  const exception = text.startsWith('@@')
  const rule = exception ? text.slice(2) : text
  const dollar = rule.startsWith('/') ? -1 : rule.indexOf('$')
  const target = targetOf(dollar < 0 ? rule : rule.slice(0, dollar))
  if (!target.ok) return found.broken(line, target.fault)
  const modifiers = modifiersOf(dollar < 0 ? null : rule.slice(dollar + 1))
  if (!modifiers.ok) return found.broken(line, modifiers.fault)
  const { name, below } = target.value
  const { important, denyallow, badfilter } = modifiers.value
  const action = exception ? 'allow' : 'listed'
  const rank = RANKS[important ? 'important' : 'usual'][action]
  if (badfilter) {
    if (denyallow === null) return found.cancel(name, ruleCode(below ? 'below' : 'tree', action, rank))
    return found.broken(line, 'badfilter together with denyallow is not supported by this version')
  }
  if (denyallow === null) return found.rule(line, name, ruleCode(below ? 'below' : 'tree', action, rank))
  if (below) return found.broken(line, 'denyallow together with a wildcard is not supported by this version')
  if (denyallow.some((one) => isBelow(name, one))) return found.broken(line, 'its denyallow leaves nothing of it')
  // Names elsewhere are not covered by the rule in the first place. Where none is left, it is still not the rule that has no denyallow: `badfilter`
  // of that one leaves it in force.
  const except = denyallow.filter((one) => isBelow(one, name))
  found.ruleExcept(line, { name, code: ruleCode('carved', action, rank), except })
}

const RANKS = { usual: { listed: 0, allow: 1 }, important: { listed: 2, allow: 3 } } as const

/** `##`, `#@#`, and AdGuard's `#?#`, `#$#`, `#%#`, `$$` and their exceptions. */
const COSMETIC = /#@?(?:\?|\$\??|%)?#|\$@?\$/

type Target = { name: DomainName; below: boolean }

function targetOf(pattern: string): Result<Target, string> {
  const [, star, text] = /^\|\|(\*\.)?([^\s*|^/]+)\^\|?$/.exec(pattern) ?? []
  if (text === undefined) return failed(patternReason(pattern))
  // `||ads.^` is no name with a dot at its end: to a pattern the dot is a character like any other.
  if (text.endsWith('.')) return failed('its name ends with a dot')
  const name = parseName(text)
  return name.ok ? ok({ name: name.value, below: star !== undefined }) : failed(name.fault.message)
}

function patternReason(pattern: string): string {
  if (/^\/.*\/(?:\$|$)/.test(pattern)) return 'it is a regular expression, which this version does not read'
  if (/^\|\|[^\s*|^/]+$/.test(pattern)) return 'it has no "^" behind the name, so that it means longer names too'
  if (pattern.startsWith('||') && pattern.includes('/')) return 'it is about a part of a site; DNS sees names only'
  if (/^\|*\*?\^?$/.test(pattern)) return 'it is a rule for every name'
  if (pattern.includes('*')) return 'it has a "*" inside the name, which this version does not read'
  return foreignReason(pattern, 'adblock') ?? 'it is a pattern for addresses of pages; only ||name^ is one for names'
}

type Modifiers = { important: boolean; badfilter: boolean; denyallow: DomainName[] | null }

function modifiersOf(text: string | null): Result<Modifiers, string> {
  const modifiers: Modifiers = { important: false, badfilter: false, denyallow: null }
  for (const modifier of text?.split(',') ?? []) {
    const [, kind, value] = /^([^=]*)(?:=(.*))?$/s.exec(modifier.trim()) ?? []
    if (kind === 'important' && value === undefined) modifiers.important = true
    else if (kind === 'badfilter' && value === undefined) modifiers.badfilter = true
    else if (kind === 'denyallow' && value !== undefined && modifiers.denyallow === null) {
      const names = value.split('|').map(parseName)
      const wrong = names.find((name) => !name.ok)
      if (wrong !== undefined) return failed(`denyallow: ${wrong.fault.message}`)
      modifiers.denyallow = names.flatMap((name) => (name.ok ? [name.value] : []))
    } else return failed(`the modifier "${visible(modifier.trim(), 40)}" is not supported`)
  }
  return ok(modifiers)
}
