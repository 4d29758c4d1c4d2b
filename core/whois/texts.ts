import { visible, visibleLines } from '../system/visible.ts'
import type { Registration } from './record.ts'

/** What a registry may say at most; more is cut. */
const MOST_TEXT = 200
const MOST_ITEMS = 40
const MOST_RAW = 64 * 1024

/** What an answer says before anything of it is shown: whatever it may hold. */
export type Said = {
  registered: unknown
  expires: unknown
  updated: unknown
  registrar: unknown
  registrant: unknown
  status: unknown[]
  nameServers: unknown[]
  raw: string
}

/** The same with its limits kept and its hidden characters shown. */
export function shownRegistration(
  said: Said
): Omit<Registration, 'registeredDomain' | 'source' | 'server' | 'fetchedAt'> {
  return {
    registered: text(said.registered),
    expires: text(said.expires),
    updated: text(said.updated),
    registrar: text(said.registrar),
    registrant: text(said.registrant),
    status: texts(said.status),
    nameServers: texts(said.nameServers),
    raw: visibleLines(said.raw, MOST_RAW),
  }
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const trimmed = value.trim()
  return trimmed === '' ? null : visible(trimmed, MOST_TEXT)
}

function texts(values: unknown[]): string[] {
  const shown = values.map(text).filter((one) => one !== null)
  return [...new Set(shown)].slice(0, MOST_ITEMS)
}
