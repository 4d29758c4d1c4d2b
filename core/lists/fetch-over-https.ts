import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { LookupFunction } from 'node:net'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Agent, request, type Dispatcher } from 'undici'
import { errorCode, fileFault } from '../system/file-fault.ts'
import { networkFault } from '../system/network-fault.ts'
import { ok, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import { addressFault, notFetched, type FetchFault, type Fetched, type FetchWish, type ListFetch } from './list-fetch.ts' // prettier-ignore
import { megabytes } from './parse/read-list.ts'
import { PrivatePlace, waysOf, type Ways } from './private-place.ts'
import { MOST_BYTES } from './reading-task.ts'

export type FetchLimits = {
  mostBytes: number
  /** For everything together: a server that drips cannot hold it longer. */
  withinMs: number
  /** Between two pieces, and until the first one. */
  silentMs: number
}

export type FetchParts = {
  /** Who says where a host is (lookup-here.ts). */
  lookup?: LookupFunction
  /** Certificates of a test's own authority, PEM; the system's hold without it. */
  ca?: string
  limits?: Partial<FetchLimits>
}

const LIMITS: FetchLimits = { mostBytes: MOST_BYTES, withinMs: 300_000, silentMs: 20_000 }
const MOST_REDIRECTS = 5
const HEADERS = { accept: 'text/plain, */*;q=0.5', 'accept-encoding': 'gzip', 'user-agent': 'ml-bridge-workstation' }

/** Lists over HTTPS: redirects are followed to HTTPS only, and what came is in its place whole or not at all. */
export function createListFetch({ lookup, ca, limits }: FetchParts = {}): ListFetch {
  const within = { ...LIMITS, ...limits }
  return async (wish) => {
    const ways = waysOf(lookup)
    const connect = { lookup: ways.lookup, ...(ca === undefined ? {} : { ca }) }
    // One agent a fetch: lists come once a day, and no connection is worth keeping until then.
    const dispatcher = new Agent({
      connect,
      headersTimeout: within.silentMs,
      bodyTimeout: within.silentMs,
      pipelining: 0,
    })
    const late = AbortSignal.timeout(within.withinMs)
    const signal = AbortSignal.any([late, wish.signal])
    try {
      return await get(wish.url, { ...wish, signal, dispatcher, within, ways, redirects: MOST_REDIRECTS })
    } catch (error) {
      await rm(part(wish.into), { force: true })
      if (wish.signal.aborted) return notFetched('it was cancelled')
      if (error instanceof PrivatePlace)
        return notFetched(`it was sent on to ${visible(error.message, 200)}, ${INSIDE}`)
      if (late.aborted) return notFetched(`it was not there whole after ${within.withinMs / 1000} s`)
      return notFetched(wayFault(error, within.silentMs))
    } finally {
      await dispatcher.destroy()
    }
  }
}

type Way = FetchWish & { dispatcher: Dispatcher; within: FetchLimits; ways: Ways; redirects: number }

const INSIDE = 'which lies in this machine or its network: no server elsewhere may send us there'

async function get(url: string, way: Way): Promise<Result<Fetched, FetchFault>> {
  const { signal, dispatcher, validators } = way
  const conditions = {
    ...(validators?.etag == null ? {} : { 'if-none-match': validators.etag }),
    ...(validators?.lastModified == null ? {} : { 'if-modified-since': validators.lastModified }),
  }
  const answer = await request(url, { signal, dispatcher, headers: { ...HEADERS, ...conditions } })
  // Whatever is not read to its end must not fail behind our back.
  answer.body.on('error', () => undefined)
  const { statusCode } = answer
  if (statusCode === 304 && validators !== null) return ok({ kind: 'unchanged' })
  const location = header(answer, 'location')
  if (statusCode >= 300 && statusCode < 400 && location !== null) return redirected(url, location, way)
  if (statusCode !== 200) return notFetched(`the server answered ${statusCode}${STATUS[statusCode] ?? ''}`)
  if (WEB_PAGE_TYPE.test(header(answer, 'content-type') ?? '')) return notFetched(WEB_PAGE)
  const coding = contentCoding(answer)
  if (coding !== '' && !GZIP.test(coding))
    return notFetched(`it came packed as "${visible(coding, 50)}", which was not asked for`)
  return take(answer, way)
}

function redirected(
  from: string,
  location: string,
  way: Way
): Promise<Result<Fetched, FetchFault>> | Result<Fetched, FetchFault> {
  if (way.redirects === 0) return notFetched(`it was sent on more than ${MOST_REDIRECTS} times`)
  if (!URL.canParse(location, from))
    return notFetched(`it was sent on to "${visible(location, 100)}", which is no address`)
  const target = new URL(location, from)
  const fault = addressFault(target.href)
  if (fault !== null) return notFetched(`it was sent on to ${visible(target.href, 200)}: ${fault}`)
  way.ways.sentOn(from)
  if (way.ways.forbids(target.href)) return notFetched(`it was sent on to ${visible(target.href, 200)}, ${INSIDE}`)
  return get(target.href, { ...way, redirects: way.redirects - 1 })
}

async function take(answer: Dispatcher.ResponseData, way: Way): Promise<Result<Fetched, FetchFault>> {
  const { into, within, signal, onProgress } = way
  const length = Number(header(answer, 'content-length') ?? NaN)
  const total = Number.isSafeInteger(length) ? length : null
  if (total !== null && total > within.mostBytes) return notFetched(tooLarge(within.mostBytes, total))
  let received = 0
  let bytes = 0
  const coming = counted((piece) => onProgress((received += piece), total))
  const plain = counted((piece) => {
    bytes += piece
    if (bytes > within.mostBytes) throw new TooLarge(tooLarge(within.mostBytes, null))
  })
  const zipped = GZIP.test(contentCoding(answer)) || /gzip/i.test(header(answer, 'content-type') ?? '')
  const file = createWriteStream(part(into), { mode: 0o600, flush: true })
  const steps: [Readable, ...Transform[]] = zipped
    ? [answer.body, coming, createGunzip(), plain]
    : [answer.body, coming, plain]
  try {
    await pipeline([...steps, file], { signal })
  } catch (error) {
    await rm(part(into), { force: true })
    if (error instanceof TooLarge) return notFetched(error.message)
    if (DISK.has(errorCode(error) ?? '')) return notFetched(`it could not be kept: ${fileFault(error)}`)
    throw error
  }
  await rename(part(into), into)
  return ok({
    kind: 'fetched',
    bytes,
    validators: { etag: header(answer, 'etag'), lastModified: header(answer, 'last-modified') },
  })
}

/** What a file system says, and no network. */
const DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'EFBIG', 'ENOENT'])

class TooLarge extends Error {}

function counted(count: (bytes: number) => void): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      try {
        count(piece.length)
        done(null, piece)
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

function tooLarge(most: number, size: number | null): string {
  return size === null
    ? `it is larger than ${megabytes(most)}, the most a list may have`
    : `it has ${megabytes(size)}; a list may have ${megabytes(most)}`
}

/** What went wrong on the way, as it follows "cannot be fetched:". */
function wayFault(error: unknown, silentMs: number): string {
  switch (errorCode(error)) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `the server said nothing for ${silentMs / 1000} s`
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'UND_ERR_SOCKET':
      return 'the connection ended before the list was there whole'
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'what came is no whole gzip file'
    case 'LOOKUP':
      return error instanceof Error ? error.message : ''
    default:
      return networkFault(error)
  }
}

const WEB_PAGE_TYPE = /^(?:text\/html|application\/xhtml\+xml)\b/i
const WEB_PAGE = 'the server sent a web page, not a list: the address may be wrong, or a network asks to sign in first'

const STATUS: Record<number, string> = {
  304: ' (not changed) although nothing is known of an earlier copy',
  401: ': it wants a password',
  403: ': it is forbidden',
  404: ': there is nothing at this address',
  410: ': it is gone for good',
  429: ': it was asked too often',
  500: ': it is broken',
  502: ': what stands behind it is broken',
  503: ': it is busy',
  504: ': what stands behind it is silent',
}

/** Where it grows until it is whole. */
function part(into: string): string {
  return `${into}.part`
}

function header({ headers }: Dispatcher.ResponseData, name: string): string | null {
  const value = headers[name]
  const text = (Array.isArray(value) ? value[0] : value) ?? null
  return text === null ? null : text.slice(0, 500)
}

const GZIP = /^(?:x-)?gzip$/

/** How it is packed, in small letters (RFC 9110, 8.4.1); '' where it is not. */
function contentCoding({ headers }: Dispatcher.ResponseData): string {
  const codings = [headers['content-encoding'] ?? []].flat().join(',').toLowerCase().split(',')
  return codings
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'identity')
    .join(', ')
}
