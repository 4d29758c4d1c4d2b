import { randomBytes } from 'node:crypto'
import type { Asked } from '../dns/asked.ts'
import {
  CLIENT_COOKIE_SIZE,
  judgeServerCookie,
  rememberingAddress,
  SERVER_COOKIE_SIZE,
  writeServerCookie,
  type CookieAsker,
} from '../dns/server-cookie.ts'
import { sipKey } from '../dns/siphash.ts'
import type { Clock } from '../system/clock.ts'
import type { From } from './door.ts'

/** RFC 7873, 7.1: a secret is changed at least every 36 days, and not so often that it costs clients their cookies. */
const SECRET_MS = 24 * 3_600_000

/** 'none': without a server's part, or without a cookie at all; 'bad': with one that is not ours, or not any more. */
export type CookieState = 'none' | 'bad' | 'good'

/** What a cookie comes from; the packet is as it came. */
export type CookieQuestion = { packet: Uint8Array; asked: Asked; from: From }

/**
 * Server cookies (RFC 7873, RFC 9018): who sends ours back is no forger of its address. The secrets live and end with the thread; a client whose cookie
 * is not known any more gets another one with its answer.
 */
export interface Cookies {
  judge(question: CookieQuestion): CookieState
  /** Writes client's and server's part, 24 octets: the client's own where it is fresh, else a new one. */
  write(question: CookieQuestion, out: Uint8Array, at: number): void
}

export const COOKIE_SIZE = CLIENT_COOKIE_SIZE + SERVER_COOKIE_SIZE

export function createCookies(clock: Clock, secret: () => Uint8Array = () => randomBytes(16)): Cookies {
  let key = sipKey(secret())
  /** Cookies of the secret before are taken for as long as they live. */
  let before = key
  let changedAt = clock.elapsed()
  const addressOf = rememberingAddress()
  const asker: CookieAsker = { packet: new Uint8Array(0), cookieAt: 0, address: new Uint8Array(0) }

  function about({ packet, asked, from }: CookieQuestion): CookieAsker {
    asker.packet = packet
    asker.cookieAt = asked.cookieAt
    asker.address = addressOf(from.address)
    return asker
  }

  function seconds(): number {
    if (clock.elapsed() - changedAt > SECRET_MS) {
      before = key
      key = sipKey(secret())
      changedAt = clock.elapsed()
    }
    return Math.floor(clock.now() / 1000)
  }

  return {
    judge(question) {
      const size = question.asked.cookieSize
      if (size <= CLIENT_COOKIE_SIZE) return 'none'
      const now = { size, seconds: seconds() }
      if (judgeServerCookie(key, about(question), now) !== 'bad') return 'good'
      return before !== key && judgeServerCookie(before, asker, now) !== 'bad' ? 'good' : 'bad'
    },
    write(question, out, at) {
      const { packet, asked } = question
      const now = { size: asked.cookieSize, seconds: seconds() }
      const known = judgeServerCookie(key, about(question), now) === 'fresh'
      for (let i = 0; i < (known ? COOKIE_SIZE : CLIENT_COOKIE_SIZE); i++) out[at + i] = packet[asked.cookieAt + i]!
      if (!known) writeServerCookie(key, asker, { seconds: now.seconds, out, at: at + CLIENT_COOKIE_SIZE })
    },
  }
}
