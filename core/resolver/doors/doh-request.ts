import { FLAGS_HIGH, HEADER_SIZE, MAX_MESSAGE, QR } from '../../dns/wire.ts'
import { failed, ok, type Result } from '../../system/result.ts'

/** What is wrong with a request, as HTTP says it; `message` is for a person. */
export type HttpFault = { status: 400 | 403 | 404 | 405 | 408 | 413 | 414 | 415 | 429; message: string }

/** What a request line and its headers say; names of headers in small letters. */
export type RequestHead = {
  method: string
  /** Path and query as they came. */
  target: string
  contentType: string | undefined
  contentLength: string | undefined
}

export const DNS_MESSAGE = 'application/dns-message'

/** A question with room for its options; what is longer belongs into a POST. */
const MOST_TARGET = 8192
const BASE64URL = /^[A-Za-z0-9_-]+$/

/** What a head leads to: a whole question, or a body to wait for. */
export type Asking = { kind: 'question'; question: Buffer } | { kind: 'body'; octets: number | null }

/** RFC 8484, 4.1: GET with the question in `dns`, or POST with it as body, on one path. */
export function readHead(head: RequestHead, path: string): Result<Asking, HttpFault> {
  const { method, target } = head
  if (target.length > MOST_TARGET) return fault(414, `the address is longer than ${MOST_TARGET} octets; use POST`)
  const queryAt = target.indexOf('?')
  if ((queryAt < 0 ? target : target.slice(0, queryAt)) !== path) return fault(404, `DNS is answered at ${path}`)
  if (method === 'GET') return readGet(queryAt < 0 ? '' : target.slice(queryAt + 1))
  if (method === 'POST') return readPost(head)
  return fault(405, 'DNS is asked with GET or POST')
}

function readGet(query: string): Result<Asking, HttpFault> {
  const text = parameter(query, 'dns')
  if (text === null) return fault(400, 'the address has no ?dns= with a question in base64url')
  const question = decodeBase64url(text)
  if (question === null) return fault(400, 'dns= is not base64url without padding (RFC 4648, 5)')
  return readQuestion(question)
}

function readPost({ contentType = '', contentLength }: RequestHead): Result<Asking, HttpFault> {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (type !== DNS_MESSAGE) return fault(415, `the body has to be ${DNS_MESSAGE}`)
  if (contentLength === undefined) return ok({ kind: 'body', octets: null })
  const octets = Number(contentLength)
  if (!Number.isSafeInteger(octets) || octets < 0) return fault(400, 'content-length is no number of octets')
  return octets > MAX_MESSAGE ? TOO_LARGE : ok({ kind: 'body', octets })
}

export const TOO_LARGE: Result<never, HttpFault> = fault(413, `a DNS message has at most ${MAX_MESSAGE} octets`)

/** What is no DNS question at all gets no DNS answer; what is one with a fault gets its rcode. */
export function readQuestion(question: Buffer): Result<Extract<Asking, { kind: 'question' }>, HttpFault> {
  if (question.length < HEADER_SIZE) return fault(400, `a DNS message has at least ${HEADER_SIZE} octets`)
  if ((question[FLAGS_HIGH]! & QR) !== 0) return fault(400, 'this is an answer, not a question')
  return ok({ kind: 'question', question })
}

/** The first value of a parameter, percent-decoded where it has to be; null when it is not there. */
function parameter(query: string, name: string): string | null {
  const prefix = `${name}=`
  if (query.startsWith(prefix) && !query.includes('&') && !query.includes('%')) return query.slice(prefix.length)
  return new URLSearchParams(query).get(name)
}

/** Null for anything but what an encoder without padding writes. */
export function decodeBase64url(text: string): Buffer | null {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return null
  return Buffer.from(text, 'base64url')
}

function fault(status: HttpFault['status'], message: string): Result<never, HttpFault> {
  return failed({ status, message })
}
