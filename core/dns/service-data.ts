import { isIPv4, isIPv6 } from 'node:net'
import { failed, ok, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import { addressBytes } from './address.ts'
import { octetsOfText } from './character-string.ts'
import { read16, write16 } from './wire.ts'

/** A SvcParam in wire form: its key's number and its value's octets. */
type Param = { key: number; value: Buffer }

const MANDATORY = 0
const ALPN = 1
const NO_DEFAULT_ALPN = 2
/** The keys by their numbers: RFC 9460, 14.3.2; RFC 9461, 5; RFC 9540, 4. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint', 'dohpath', 'ohttp']
/** no-default-alpn and ohttp. */
const WITHOUT_VALUE = new Set([NO_DEFAULT_ALPN, 8])
const MOST_KEY = 65_534
const MOST_OCTETS = 65_535

const SERVICE = /^\s*(\d{1,5})\s+([^\s"]+)((?:\s.*)?)$/s
const PARAM = /\s+([a-z0-9-]+)(?:=(?:"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)*)))?(?=\s|$)/suy

/**
 * The data of an SVCB or HTTPS record as a zone file writes it (RFC 9460, 2.1), in wire form (2.2): priority, target and parameters by their keys. The target is
 * made octets by who knows the file's origin. A fault is a sentence for the one who wrote the line.
 */
export function serviceBytes(text: string, target: (name: string) => Result<Buffer, string>): Result<Buffer, string> {
  const [, number, name, rest = ''] = SERVICE.exec(text.trim()) ?? []
  if (number === undefined || name === undefined || Number(number) > 0xffff)
    return failed('it has a priority, a name and perhaps parameters')
  const octets = target(name)
  if (!octets.ok) return octets
  const params = paramsOf(rest)
  if (!params.ok) return params
  if (Number(number) === 0 && params.value.length > 0) return failed('with the priority 0 it has no parameters')
  const bytes = Buffer.concat([twoOctets(Number(number)), octets.value, ...params.value.map(paramBytes)])
  return bytes.length > MOST_OCTETS ? failed('it is longer than a record may be') : ok(bytes)
}

function paramBytes({ key, value }: Param): Buffer {
  return Buffer.concat([twoOctets(key), twoOctets(value.length), value])
}

function twoOctets(value: number): Buffer {
  const octets = Buffer.alloc(2)
  write16(octets, 0, value)
  return octets
}

/** In the order of their keys, each once, and all there that `mandatory` names (RFC 9460, 2.2 and 8). */
function paramsOf(text: string): Result<Param[], string> {
  const params: Param[] = []
  const mandatory: number[] = []
  PARAM.lastIndex = 0
  const end = text.trimEnd().length
  while (PARAM.lastIndex < end) {
    const [, name, inQuotes, bare] = PARAM.exec(text) ?? []
    if (name === undefined) return failed('a parameter of it cannot be read')
    const key = keyOf(name)
    if (key === null) return failed(`"${visible(name, 40)}" is no parameter`)
    if (params.some((one) => one.key === key)) return failed(`${name} stands twice`)
    const value = valueOf(name, inQuotes ?? bare ?? null)
    if (!value.ok) return failed(`${name} ${value.fault}`)
    params.push({ key, value: value.value })
    if (key === MANDATORY) mandatory.push(...numbersIn(value.value))
  }
  const has = (key: number) => params.some((one) => one.key === key)
  const missing = mandatory.find((key) => !has(key))
  if (missing !== undefined) return failed(`mandatory names ${KEYS[missing] ?? `key${missing}`}, which is not there`)
  if (has(NO_DEFAULT_ALPN) && !has(ALPN)) return failed('no-default-alpn needs an alpn')
  return ok(params.sort((a, b) => a.key - b.key))
}

function keyOf(name: string): number | null {
  const known = KEYS.indexOf(name)
  if (known >= 0) return known
  const [, number] = /^key(0|[1-9]\d{0,4})$/.exec(name) ?? []
  return number !== undefined && Number(number) <= MOST_KEY ? Number(number) : null
}

/** `text` is null where no "=" follows the key. A key that is a number has its value as it stands on the wire. */
function valueOf(name: string, text: string | null): Result<Buffer, string> {
  const known = KEYS.indexOf(name)
  if (known < 0) return ok(octetsOfText(text ?? ''))
  if (WITHOUT_VALUE.has(known)) return text === null ? ok(Buffer.alloc(0)) : failed('has no value')
  if (text === null || text === '') return failed('needs a value')
  return VALUES[known]!(octetsOfText(text))
}

const VALUES: Record<number, (value: Buffer) => Result<Buffer, string>> = {
  [MANDATORY](value) {
    const keys = value.toString('latin1').split(',').map(keyOf)
    const numbers = keys.filter((key) => key !== null).sort((a, b) => a - b)
    if (numbers.length < keys.length || numbers.includes(MANDATORY)) return failed('names what is no other parameter')
    if (new Set(numbers).size < numbers.length) return failed('names a parameter twice')
    return ok(Buffer.concat(numbers.map(twoOctets)))
  },
  [ALPN](value) {
    const ids = listOf(value)
    if (ids === null || ids.some(({ length }) => length === 0 || length > 255))
      return failed('has names of 1 to 255 octets')
    return ok(Buffer.concat(ids.flatMap((id) => [Buffer.from([id.length]), id])))
  },
  3(value) {
    const digits = value.toString('latin1')
    const isPort = /^\d{1,5}$/.test(digits) && Number(digits) <= 0xffff
    return isPort ? ok(twoOctets(Number(digits))) : failed('has a number below 65,536')
  },
  4: addresses(isIPv4),
  5(value) {
    const text = value.toString('latin1')
    return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
      ? ok(Buffer.from(text, 'base64'))
      : failed('has its value in base64')
  },
  6: addresses(isIPv6),
  7: ok,
}

function addresses(isOne: (text: string) => boolean): (value: Buffer) => Result<Buffer, string> {
  return (value) => {
    const texts = value.toString('latin1').split(',')
    if (texts.some((text) => !isOne(text) || text.includes('%'))) return failed('has addresses of its kind')
    return ok(Buffer.concat(texts.map(addressBytes)))
  }
}

function numbersIn(value: Buffer): number[] {
  return Array.from({ length: value.length / 2 }, (_, at) => read16(value, at * 2))
}

/** RFC 9460, A.1: parts by commas; `\,` and `\\` are of a part. Null where a "\" stands before nothing. */
function listOf(value: Buffer): Buffer[] | null {
  const text = value.toString('latin1')
  const parts = text.match(/(?:^|,)(?:[^,\\]|\\.)*/gs) ?? []
  if (parts.join('') !== text) return null
  return parts.map((part, at) => Buffer.from((at > 0 ? part.slice(1) : part).replace(/\\(.)/gs, '$1'), 'latin1'))
}
