import { parseName } from '../../dns/name.ts'
import { ruleCode, type RuleCode } from '../entry.ts'
import { lineByLine, type OpenReader } from './format.ts'
import { foreignReason, withoutRemark } from './syntax.ts'

/** One name a line, which covers what is below it; what stands behind `#` is a remark, and so is a whole line behind `!`, `;` or `//`. */
export const domainsReader: OpenReader = names(ruleCode('tree', 'listed'))

/**
 * Where most lines are wildcards, a name without one is meant alone: else its author would not have needed them. `*.name` is what is below
 * the name, as the DNS has it (RFC 4592), whatever else some programs make of it.
 */
export const wildcardReader: OpenReader = names(ruleCode('exact', 'listed'))

const BELOW = ruleCode('below', 'listed')

function names(plain: RuleCode): OpenReader {
  return lineByLine((line, found) => {
    const text = withoutRemark(line.text)
    if (text === '' || /^(?:!|;|\/\/)/.test(text)) return
    const wildcard = /^\*\.\S/.test(text)
    const name = parseName(wildcard ? text.slice(2) : text)
    if (name.ok) found.rule(line, name.value, wildcard ? BELOW : plain)
    else found.broken(line, foreignReason(text, wildcard ? 'wildcard' : 'domains') ?? name.fault.message)
  })
}
