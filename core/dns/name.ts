import { failed, ok, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'

declare const domainName: unique symbol

/**
 * A name's identity everywhere: lower case, IDN in punycode (A-labels), no trailing dot, `www.` kept. Only parseName makes one, so
 * inside the product it is true. Renderer-safe.
 */
export type DomainName = string & { readonly [domainName]: true }

export type NameFault = { kind: 'bad-name'; message: string }

const LABEL = /^[a-z0-9_-]+$/
/** What is a name already, of two labels or more: every name of most lists, a million at a time. */
const CANONICAL = /^(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9_-]{0,62}$/
const NEVER_IN_A_NAME = /[\s/\\?#@:%[\]]/
const MAX_NAME = 253
const MAX_LABEL = 63

/**
 * Reads a name as a person or a list writes it (RFC 1035, 2.3.1), with what the DNS carries beyond it: underscores (RFC 8552), and
 * hyphens at a label's edge, which no registry gives but which answer below one (`-shop.example.com`). Examples stand in
 * test/fixtures/names/.
 */
export function parseName(text: string): Result<DomainName, NameFault> {
  if (text.length <= MAX_NAME && CANONICAL.test(text)) return ok(text as DomainName)
  const trimmed = text.trim()
  const plain = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed
  if (plain === '') return fault('it is empty')
  if (/^[\da-f.]*:[\da-f:.]*$/i.test(plain)) return fault('it is an address, not a name')
  const ascii = isAscii(plain) ? plain.toLowerCase() : toAscii(plain)
  if (ascii === null) return fault('it is not a valid internationalised name')
  if (ascii.length > MAX_NAME) return fault(`it has ${ascii.length} characters; a name has at most ${MAX_NAME}`)
  for (const label of ascii.split('.')) {
    if (label === '') return fault('it has an empty label')
    if (label.length > MAX_LABEL)
      return fault(`the label "${visible(label, 20)}" has ${label.length} characters; at most ${MAX_LABEL}`)
    if (!LABEL.test(label)) return fault(`the label "${visible(label)}" has a character that a host name cannot have`)
  }
  if (/^[\d.]+$/.test(ascii)) return fault('it is an address, not a name')
  return ok(ascii as DomainName)
}

/** A name that comes off the wire may hold any octet; the resolver writes them as \DDD and knows that the rest is canonical. */
export function nameFromWire(canonical: string): DomainName {
  return canonical as DomainName
}

/** Whether a name lies below another one, or is that one; every name lies below the root, ''. */
export function isBelow(name: DomainName, parent: DomainName): boolean {
  if (parent === '' || name === parent) return true
  return name.endsWith(parent) && name.charCodeAt(name.length - parent.length - 1) === 46
}

function isAscii(text: string): boolean {
  // eslint's no-control-regex is right to ask: every ASCII character is meant here, the control ones included.
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** UTS #46 by way of the URL parser, which Node and browsers share. What would end the host part of a URL must not get there. */
function toAscii(text: string): string | null {
  if (NEVER_IN_A_NAME.test(text)) return null
  try {
    return new URL(`http://${text}/`).hostname || null
  } catch {
    return null
  }
}

function fault(why: string): Result<never, NameFault> {
  return failed({ kind: 'bad-name', message: why })
}
