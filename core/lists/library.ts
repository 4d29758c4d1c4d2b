import { randomUUID } from 'node:crypto'
import type { Clock } from '../system/clock.ts'
import { errorCode, fileFault } from '../system/file-fault.ts'
import { failed, ok, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import type { BrokenLine, ListEffect, ListPreview, ListSummary } from './list.ts'
import { createListReader } from './list-reader.ts'
import type { ListReading } from './parse/read-list.ts'
import type { ListSource } from './reading-task.ts'
import type { CompiledBook } from './rule-book.ts'
import { openShelf, type Subscription } from './shelf.ts'
import type { Table } from './table.ts'

/** The kinds are those of a call's fault (contract/fault.ts), so that it crosses the wire as it is. */
export type ListFault = {
  kind: 'bad-input' | 'not-found' | 'refused' | 'unavailable'
  message: string
  field: string | null
}

export type ListAddition = { name: string; effect: ListEffect; source: ListSource }
export type ListChange = {
  id: string
  name?: string | undefined
  effect?: ListEffect | undefined
  enabled?: boolean | undefined
}
export type BrokenPage = { lines: BrokenLine[]; total: number }

/** The subscribed lists: what they are, what they decide, and what is wrong with them. */
export interface Library extends AsyncDisposable {
  /** `hits` are the resolver's counts since the start, by list id. */
  all(hits?: ReadonlyMap<string, number>): ListSummary[]
  preview(source: ListSource): Promise<Result<ListPreview, ListFault>>
  add(addition: ListAddition): Promise<Result<ListSummary, ListFault>>
  change(change: ListChange): Promise<Result<ListSummary, ListFault>>
  /** Reads its file again. When that fails, the summary says why and the last good copy goes on deciding. */
  reload(id: string): Promise<Result<ListSummary, ListFault>>
  remove(id: string): Promise<Result<null, ListFault>>
  brokenLines(id: string, offset: number, limit: number): Promise<Result<BrokenPage, ListFault>>
  /** What the enabled lists decide now. */
  compiled(): CompiledBook
  /** Called with each new book; returns what ends it. */
  onChange(listener: (book: CompiledBook) => void): () => void
  /** What a person should know of the opening: files that were set aside, copies that are gone. */
  readonly notices: string[]
}

const PREVIEWED = 50

/** Opens the lists kept in `folder`, ready to decide; a list whose compiled table is gone is compiled again from its copy first. */
export async function openLibrary({ folder, clock }: { folder: string; clock: Clock }): Promise<Library> {
  const shelf = await openShelf(folder, clock.now())
  const reader = createListReader()
  const listeners = new Set<(book: CompiledBook) => void>()
  const tables = new Map<string, Table>()
  let subscriptions = shelf.subscriptions
  let turn: Promise<unknown> = Promise.resolve()

  /** Changes come one after the other: two that read the same index would lose one of them. */
  function inTurn<T>(change: () => Promise<Result<T, ListFault>>): Promise<Result<T, ListFault>> {
    const mine = turn.then(change).catch(diskFault)
    turn = mine.catch(() => undefined)
    return mine
  }

  const read = (source: ListSource, copyTo: string | null, broken = { offset: 0, limit: PREVIEWED }) =>
    reader.read({ source, copyTo, seed: shelf.seed, broken })

  const book = (): CompiledBook => ({
    seed: shelf.seed,
    lists: subscriptions.flatMap(({ id, name, effect, enabled }) => {
      const table = tables.get(id)
      return enabled && table !== undefined ? [{ id, name, effect, table }] : []
    }),
  })

  async function keep(next: Subscription[]): Promise<void> {
    await shelf.save(next)
    subscriptions = next
    for (const listener of listeners) listener(book())
  }

  async function replace(changed: Subscription): Promise<ListSummary> {
    await keep(subscriptions.map((one) => (one.id === changed.id ? changed : one)))
    return summary(changed)
  }

  /** Puts what was read, and whose text lies ready, into the place of what was known. */
  async function shelved(known: Subscription, reading: ListReading): Promise<Subscription> {
    const table = await shelf.keep(known.id, reading.table)
    tables.set(known.id, reading.table)
    return { ...known, ...figures(reading), fault: null, table }
  }

  async function reread(known: Subscription, source: ListSource): Promise<Subscription> {
    const result = await read(source, shelf.newTextPath(known.id))
    return result.ok ? shelved(known, result.value) : { ...known, fault: sentence(source, result.fault.message) }
  }

  for (const known of shelf.subscriptions) {
    const table = await shelf.table(known)
    if (table !== null) tables.set(known.id, table)
    else {
      const text = shelf.textPath(known.id)
      const again = await reread(known, { kind: 'file', path: text })
      if (again.fault !== null) shelf.notices.push(`The list "${known.name}" decides nothing: ${again.fault}.`)
      await replace(again)
    }
  }

  return {
    notices: shelf.notices,
    all: (hits) => subscriptions.map((one) => summary(one, hits?.get(one.id))),
    async preview(source) {
      const result = await read(source, null)
      return result.ok ? ok(preview(result.value)) : unreadable(source, result.fault.message)
    },
    add: ({ name, effect, source }) =>
      inTurn(async () => {
        const fault = nameFault(subscriptions, name, null)
        if (fault !== null) return failed(fault)
        const id = randomUUID()
        const result = await read(source, shelf.newTextPath(id))
        if (!result.ok) return unreadable(source, result.fault.message)
        const now = clock.now()
        const from = source.kind === 'file' ? source.path : PASTED
        const fresh = {
          id,
          name: name.trim(),
          effect,
          source: from,
          enabled: true,
          addedAt: now,
          loadedAt: now,
          fault: null,
          table: null,
        }
        const added = await shelved({ ...fresh, ...figures(result.value) }, result.value)
        await keep([...subscriptions, added])
        return ok(summary(added))
      }),
    change: ({ id, name, effect, enabled }) =>
      inTurn(async () => {
        const known = subscriptions.find((one) => one.id === id)
        if (known === undefined) return missing()
        const fault = name === undefined ? null : nameFault(subscriptions, name, id)
        if (fault !== null) return failed(fault)
        const changes = {
          name: name?.trim() ?? known.name,
          effect: effect ?? known.effect,
          enabled: enabled ?? known.enabled,
        }
        return ok(await replace({ ...known, ...changes }))
      }),
    reload: (id) =>
      inTurn(async () => {
        const known = subscriptions.find((one) => one.id === id)
        if (known === undefined) return missing()
        if (known.source === PASTED) return refused('this list was pasted: there is no file to read again')
        const again = await reread(known, { kind: 'file', path: known.source })
        return ok(await replace(again.fault === null ? { ...again, loadedAt: clock.now() } : again))
      }),
    remove: (id) =>
      inTurn(async () => {
        if (!subscriptions.some((one) => one.id === id)) return missing()
        await keep(subscriptions.filter((one) => one.id !== id))
        tables.delete(id)
        await shelf.remove(id)
        return ok(null)
      }),
    async brokenLines(id, offset, limit) {
      const known = subscriptions.find((one) => one.id === id)
      if (known === undefined) return missing()
      if (offset >= known.broken) return ok({ lines: [], total: known.broken })
      const source: ListSource = { kind: 'file', path: shelf.textPath(id) }
      const result = await read(source, null, { offset, limit })
      return result.ok
        ? ok({ lines: result.value.brokenLines, total: result.value.broken })
        : unreadable(source, result.fault.message)
    },
    compiled: book,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]()
      await turn
    },
  }
}

/** What stands as the source of a list that came from no file. */
const PASTED = 'pasted'

function summary({ table: _table, ...kept }: Subscription, hits = 0): ListSummary {
  return { ...kept, hits }
}

function figures({ format, names, repeated, broken, bytes }: ListReading) {
  return { format, names, repeated, broken, bytes }
}

function preview({ table: _table, bytes: _bytes, ...shown }: ListReading): ListPreview {
  return shown
}

function nameFault(subscriptions: Subscription[], name: string, ownId: string | null): ListFault | null {
  const wanted = name.trim()
  if (wanted === '') return { kind: 'bad-input', message: 'a list needs a name', field: 'name' }
  const same = subscriptions.find((one) => one.id !== ownId && one.name.toLowerCase() === wanted.toLowerCase())
  return same === undefined
    ? null
    : { kind: 'bad-input', message: `there is already a list named "${same.name}"`, field: 'name' }
}

function missing(): Result<never, ListFault> {
  return failed({ kind: 'not-found', message: 'this list is not subscribed any more', field: null })
}

function refused(message: string): Result<never, ListFault> {
  return failed({ kind: 'refused', message, field: null })
}

function unreadable(source: ListSource, why: string): Result<never, ListFault> {
  return failed({ kind: 'bad-input', message: sentence(source, why), field: 'source' })
}

function sentence(source: ListSource, why: string): string {
  return `${source.kind === 'file' ? visible(source.path, 200) : 'The pasted text'} cannot be used: ${why}`
}

/** A full or vanished disk is the person's to mend; everything else is a bug. */
function diskFault(error: unknown): Result<never, ListFault> {
  if (errorCode(error) === null) throw error
  return failed({
    kind: 'unavailable',
    message: `the lists' folder cannot be written: ${fileFault(error)}`,
    field: null,
  })
}
