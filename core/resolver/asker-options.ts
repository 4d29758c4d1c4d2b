import { paddingFor, PADDING_OPTION } from '../dns/padding.ts'
import { COOKIE_OPTION } from '../dns/server-cookie.ts'
import { MAX_MESSAGE, OPT_RDLENGTH_AT, OPT_SIZE, read16, write16 } from '../dns/wire.ts'
import { COOKIE_SIZE, type Cookies } from './cookies.ts'
import type { Waiter } from './in-flight.ts'

/** A packet with what it asked. */
export type Asker = Pick<Waiter, 'asked' | 'arrival'>

const OPTION_HEAD = 4

/** What an asker gets in its OPT record beside what the answer has: its cookie, and padding where nobody is to see how long an answer is. */
export interface AskerOptions {
  /** Octets that the asker's cookie takes. */
  cookieRoom(waiter: Asker): number
  /** Whether there is anything to add. Most askers want nothing, and their answer's bytes leave as they are. */
  wanted(waiter: Asker): boolean
  /**
   * The message, which ends in an OPT record, with the asker's options behind those that it has. A copy that is true until the next one is made. `optAt`
   * is where the OPT record begins; where the options would make the message larger than `limit`, there is no padding.
   */
  added(message: Uint8Array, optAt: number, about: { waiter: Asker; limit: number }): Buffer
}

export function createAskerOptions(cookies: Cookies): AskerOptions {
  const copy = Buffer.alloc(MAX_MESSAGE)

  function addCookie({ asked, arrival }: Asker, at: number): number {
    write16(copy, at, COOKIE_OPTION)
    write16(copy, at + 2, COOKIE_SIZE)
    cookies.write({ packet: arrival.packet, asked, from: arrival.from }, copy, at + OPTION_HEAD)
    return at + OPTION_HEAD + COOKIE_SIZE
  }

  function addPadding(at: number, limit: number): number {
    const octets = paddingFor(at, limit)
    if (octets === 0) return at
    write16(copy, at, PADDING_OPTION)
    write16(copy, at + 2, octets - OPTION_HEAD)
    copy.fill(0, at + OPTION_HEAD, at + octets)
    return at + octets
  }

  const cookieRoom = ({ asked }: Asker): number => (asked.cookieAt === 0 ? 0 : OPTION_HEAD + COOKIE_SIZE)

  return {
    cookieRoom,
    wanted: ({ asked, arrival }) => asked.cookieAt !== 0 || (asked.padded && arrival.door.encrypted),
    added(message, optAt, { waiter, limit }) {
      const { asked, arrival } = waiter
      copy.set(message)
      let at = message.length
      if (asked.cookieAt !== 0 && at + cookieRoom(waiter) <= limit) at = addCookie(waiter, at)
      if (asked.padded && arrival.door.encrypted) at = addPadding(at, limit)
      write16(copy, optAt + OPT_RDLENGTH_AT, read16(message, optAt + OPT_RDLENGTH_AT) + at - message.length)
      return copy.subarray(0, at)
    },
  }
}

/** Where the OPT record begins in a message that ends in one without options. */
export function bareOptAt(message: Uint8Array): number {
  return message.length - OPT_SIZE
}
