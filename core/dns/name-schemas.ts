import { z } from 'zod'
import { nameFromWire, parseName } from './name.ts'

const WIRE_TEXT = /^(?:[!-[\]-~]|\\\d{3})+$/

/** For schemas: a text that parses as a name, given back in canonical form. */
export const domainTextSchema = z
  .string()
  .max(1000)
  .transform((text, context): string => {
    const name = parseName(text)
    if (name.ok) return name.value
    context.addIssue({ code: 'custom', message: name.fault.message })
    return z.NEVER
  })

/**
 * For schemas of what is looked at, not taught: also a name that only packets hold, in the log's text form (printable ASCII, every other
 * octet as \DDD). Somebody's misconfigured printer asks for those, and tunnels do.
 */
export const askedNameSchema = z
  .string()
  .max(1100)
  .transform((text, context): string => {
    const name = parseName(text)
    if (name.ok) return name.value
    if (WIRE_TEXT.test(text)) return nameFromWire(text.toLowerCase())
    context.addIssue({ code: 'custom', message: name.fault.message })
    return z.NEVER
  })
