import { isIP } from 'node:net'
import { request, type Dispatcher } from 'undici'
import { failed, ok, type Result } from '../system/result.ts'
import { networkFault } from '../system/network-fault.ts'
import { MOST_ANSWER_BYTES, type DialFault, type HttpAnswer, type HttpGet } from './ports.ts'

const MOST_REDIRECTS = 3
const HEADERS = { accept: 'application/rdap+json, application/json;q=0.9', 'user-agent': 'ml-bridge-workstation' }

/** RDAP over HTTPS. The time is for everything together, so that a server that drips cannot hold it. */
export function createHttpGet(dispatcher?: Dispatcher): HttpGet {
  return async (url, withinMs) => {
    const signal = AbortSignal.timeout(withinMs)
    try {
      return await get(url, { signal, dispatcher, redirects: MOST_REDIRECTS })
    } catch (error) {
      return failed(
        signal.aborted
          ? { kind: 'timed-out', afterMs: withinMs }
          : { kind: 'unreachable', message: networkFault(error) }
      )
    }
  }
}

type Way = { signal: AbortSignal; dispatcher: Dispatcher | undefined; redirects: number }

async function get(url: string, way: Way): Promise<Result<HttpAnswer, DialFault>> {
  const { signal, dispatcher, redirects } = way
  const answer = await request(url, { signal, headers: HEADERS, ...(dispatcher === undefined ? {} : { dispatcher }) })
  const location = header(answer.headers['location'])
  if (answer.statusCode >= 300 && answer.statusCode < 400 && location !== null) {
    await answer.body.dump()
    const next = redirectTarget(url, location)
    if (next === null || redirects === 0)
      return failed({ kind: 'unreachable', message: 'it sends to a place that is not followed' })
    return get(next, { ...way, redirects: redirects - 1 })
  }
  const body = await boundedText(answer.body)
  if (body === null) return failed({ kind: 'too-long' })
  return ok({ status: answer.statusCode, retryAfterMs: retryAfterMs(header(answer.headers['retry-after'])), body })
}

/** Only to the same server, or to a public one over HTTPS: a stranger must not make us ask addresses of this machine or its network. */
function redirectTarget(from: string, location: string): string | null {
  if (!URL.canParse(location, from)) return null
  const target = new URL(location, from)
  if (target.origin === new URL(from).origin) return target.href
  const host = target.hostname.replace(/^\[|\]$/g, '')
  return target.protocol === 'https:' && isIP(host) === 0 && host.includes('.') ? target.href : null
}

async function boundedText(body: Dispatcher.ResponseData['body']): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body) {
    const bytes = piece as Buffer
    length += bytes.length
    if (length > MOST_ANSWER_BYTES) return null
    pieces.push(bytes)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function retryAfterMs(value: string | null): number | null {
  const seconds = Number(value ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 86_400) * 1000 : null
}

function header(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}
