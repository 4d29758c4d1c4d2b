import { errorCode, fileFault } from '../system/file-fault.ts'
import { failed, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import type { ListReading } from './parse/read-list.ts'
import type { ListSource } from './reading-task.ts'
import type { Subscription } from './shelf.ts'

/** The kinds are those of a call's fault (contract/fault.ts), so that it crosses the wire as it is. */
export type ListFault = {
  kind: 'bad-input' | 'not-found' | 'refused' | 'unavailable'
  message: string
  field: string | null
}

export function nameFault(subscriptions: Subscription[], name: string, ownId: string | null): ListFault | null {
  const wanted = name.trim()
  if (wanted === '') return { kind: 'bad-input', message: 'a list needs a name', field: 'name' }
  const same = subscriptions.find((one) => one.id !== ownId && one.name.toLowerCase() === wanted.toLowerCase())
  return same === undefined
    ? null
    : { kind: 'bad-input', message: `there is already a list named "${same.name}"`, field: 'name' }
}

export function missing(): Result<never, ListFault> {
  return failed({ kind: 'not-found', message: 'this list is not subscribed any more', field: null })
}

export function refused(message: string): Result<never, ListFault> {
  return failed({ kind: 'refused', message, field: null })
}

/** It may go another time, and says nothing of the list. */
export function unavailable(message: string): { ok: false; fault: ListFault } {
  return failed({ kind: 'unavailable', message, field: null })
}

export function unreadable(source: ListSource, why: string): Result<never, ListFault> {
  return failed({ kind: 'bad-input', message: sentence(source, why), field: 'source' })
}

export function sentence(source: ListSource, why: string): string {
  if (source.kind === 'pasted') return `The pasted text cannot be used: ${why}`
  return `${visible(source.kind === 'file' ? source.path : source.url, 200)} cannot be used: ${why}`
}

/** What a server says that has no list ("Unauthorized", "Found") reads as a name of one label. Null when it is none of these, else what is wrong. */
export function wordsFault({ format, names, sample }: ListReading): string | null {
  const isWords = format === 'domains' && names <= sample.length && !sample.some((name) => name.includes('.'))
  return isWords ? 'it holds single words and no name with a dot: this looks like no list' : null
}

/** A full or vanished disk is the person's to mend; everything else is a bug. */
export function diskFault(error: unknown): { ok: false; fault: ListFault } {
  if (errorCode(error) === null) throw error
  return unavailable(`the lists' folder cannot be written: ${fileFault(error)}`)
}
