import { z } from 'zod'
import { failed, ok, type Result } from '../system/result.ts'

declare const domainName: unique symbol

/**
 * A name's identity everywhere: lower case, IDN in punycode (A-labels), no trailing dot, `www.` kept. Only parseName makes one, so
 * inside the product it is true. Renderer-safe.
 */
export type DomainName = string & { readonly [domainName]: true }

export type NameFault = { kind: 'bad-name'; message: string }

const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/
const MAX_NAME = 253
const MAX_LABEL = 63

/** Reads a name as a person or a list writes it (RFC 1035, 2.3.1, with underscores as RFC 8552 uses them). */
export function parseName(text: string): Result<DomainName, NameFault> {
  const trimmed = text.trim()
  const plain = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed
  if (plain === '') return fault('it is empty')
  const ascii = isAscii(plain) ? plain.toLowerCase() : toAscii(plain)
  if (ascii === null) return fault('it is not a valid internationalised name')
  if (ascii.length > MAX_NAME) return fault(`it has ${ascii.length} characters; a name has at most ${MAX_NAME}`)
  for (const label of ascii.split('.')) {
    if (label === '') return fault('it has an empty label')
    if (label.length > MAX_LABEL) return fault(`the label "${label.slice(0, 20)}…" has ${label.length} characters; at most ${MAX_LABEL}`)
    if (!LABEL.test(label)) return fault(`the label "${label}" has a character that a host name cannot have`)
  }
  if (/^[\d.]+$/.test(ascii)) return fault('it is an address, not a name')
  return ok(ascii as DomainName)
}

/** A name that comes off the wire may hold any octet; the resolver writes them as \DDD and knows that the rest is canonical. */
export function nameFromWire(canonical: string): DomainName {
  return canonical as DomainName
}

/** For schemas: a text that parses as a name, given back in canonical form. */
export const domainTextSchema = z.string().max(1000).transform((text, context) => {
  const name = parseName(text)
  if (name.ok) return name.value as string
  context.addIssue({ code: 'custom', message: name.fault.message })
  return z.NEVER
})

function isAscii(text: string): boolean {
  // eslint's no-control-regex is right to ask: every ASCII character is meant here, the control ones included.
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** UTS #46 by way of the URL parser, which Node and browsers share. */
function toAscii(text: string): string | null {
  try {
    return new URL(`http://${text}/`).hostname || null
  } catch {
    return null
  }
}

function fault(why: string): Result<never, NameFault> {
  return failed({ kind: 'bad-name', message: why })
}
