import { z } from 'zod'
import { nameFromWire, parseName } from './name.ts'

const WIRE_TEXT = /^(?:[!-[\]-~]|\\\d{3})+$/

/** For schemas: a text that parses as a name, given back in canonical form. */
export const domainTextSchema = nameSchema(1000, () => false)

/**
 * For schemas of what is looked at, not taught: also a name that only packets hold, in the log's text form (printable ASCII, every other
 * octet as \DDD). Somebody's misconfigured printer asks for those, and tunnels do.
 */
export const askedNameSchema = nameSchema(1100, (text) => WIRE_TEXT.test(text))

/** `isFromWire`: whether a text that is no name is one that packets may hold. */
function nameSchema(longest: number, isFromWire: (text: string) => boolean) {
  return z
    .string()
    .max(longest)
    .transform((text, context): string => {
      const name = parseName(text)
      if (name.ok) return name.value
      if (isFromWire(text)) return nameFromWire(text.toLowerCase())
      context.addIssue({ code: 'custom', message: name.fault.message })
      return z.NEVER
    })
}
