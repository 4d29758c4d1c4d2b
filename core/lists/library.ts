import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Clock } from '../system/clock.ts'
import { collectSoon } from '../system/collect.ts'
import { failed, ok, type Result } from '../system/result.ts'
import type { BrokenLine, ListAnswer, ListEffect, ListFetching, ListPreview, ListSummary } from './list.ts'
import { openDownloads, type Downloaded, type DownloadFault, type Running } from './downloads.ts'
import { createListFetch } from './fetch-over-https.ts'
import { diskFault, missing, nameFault, refused, sentence, unavailable, unreadable, wordsFault, type ListFault } from './list-faults.ts' // prettier-ignore
import { addressFault, type ListFetch } from './list-fetch.ts'
import { createListReader } from './list-reader.ts'
import { figures, PASTED, preview, summary } from './list-views.ts'
import { afterFetch, isDue, nextFetch, withoutCopy, type FetchOutcome } from './next-fetch.ts'
import type { ListReading, ReadingFault } from './parse/read-list.ts'
import type { ListSource, ReadableSource } from './reading-task.ts'
import { createRemovedLists } from './removed.ts'
import type { CompiledBook } from './rule-book.ts'
import { openShelf, type Subscription } from './shelf.ts'
import type { Table } from './table.ts'

export type ListAddition = { name: string; effect: ListEffect; answer?: ListAnswer | undefined; source: ListSource }
export type ListChange = {
  id: string
  name?: string | undefined
  effect?: ListEffect | undefined
  answer?: ListAnswer | undefined
  enabled?: boolean | undefined
  everyHours?: number | null | undefined
}
export type BrokenPage = { lines: BrokenLine[]; total: number }

/** The subscribed lists: what they are, what they decide, and what is wrong with them. */
export interface Library extends AsyncDisposable {
  /** `hits` are the resolver's counts since the start, by list id. */
  all(hits?: ReadonlyMap<string, number>): ListSummary[]
  preview(source: ListSource): Promise<Result<ListPreview, ListFault>>
  /** A book of this list alone, as it would decide with this effect: for a look back. */
  alone(what: { id: string } | { source: ListSource }, effect: ListEffect): Promise<Result<CompiledBook, ListFault>>
  add(addition: ListAddition): Promise<Result<ListSummary, ListFault>>
  change(change: ListChange): Promise<Result<ListSummary, ListFault>>
  /** Reads its file again, or fetches it. When that fails, the summary says why and the last good copy goes on deciding. */
  reload(id: string): Promise<Result<ListSummary, ListFault>>
  /** Fetches what is due, one after the other. To be called every minute or so. */
  refreshDue(): Promise<void>
  /** What is being fetched now, with the list's name where it is one. */
  running(): (Running & { id: string | null; name: string })[]
  /** Ends a fetch; the last good copy goes on deciding. */
  cancel(url: string): void
  onRunning(listener: () => void): () => void
  remove(id: string): Promise<Result<null, ListFault>>
  /** Puts back a list that was removed in the last minutes: as it was, in its place. */
  restore(id: string): Promise<Result<ListSummary, ListFault>>
  brokenLines(id: string, offset: number, limit: number): Promise<Result<BrokenPage, ListFault>>
  /** What the enabled lists decide now. */
  compiled(): CompiledBook
  /** Called with each new book; returns what ends it. */
  onChange(listener: (book: CompiledBook) => void): () => void
  /** What a person should know of the opening: files that were set aside, copies that are gone. */
  readonly notices: string[]
}

const PREVIEWED = 50

export type LibraryParts = {
  folder: string
  clock: Clock
  fetch?: ListFetch
  /** Milliseconds between two fetches, for lists without a time of their own. */
  everyMs?: () => number
  /** In [0, 1). */
  chance?: () => number
}

const DAY_MS = 86_400_000

/** Opens the lists kept in `folder`, ready to decide; a list whose compiled table is gone is compiled again from its copy first. */
export async function openLibrary(parts: LibraryParts): Promise<Library> {
  const { folder, clock, fetch = createListFetch(), everyMs = () => DAY_MS, chance = Math.random } = parts
  const shelf = await openShelf(folder, clock.now())
  const reader = createListReader()
  const removed = createRemovedLists(shelf, clock)
  const downloads = await openDownloads(folder, fetch, clock)
  const listeners = new Set<(book: CompiledBook) => void>()
  const tables = new Map<string, Table>()
  let subscriptions = shelf.subscriptions
  let turn: Promise<unknown> = Promise.resolve()
  let ending = false
  /** As the setting was at the last look. */
  let lastEveryMs: number | null = null

  /** Changes come one after the other: two that read the same index would lose one of them. */
  function inTurn<T>(change: () => Promise<Result<T, ListFault>>): Promise<Result<T, ListFault>> {
    const mine = turn.then(change).catch(diskFault)
    turn = mine.catch(() => undefined)
    return mine
  }

  const read = (source: ReadableSource, copyTo: string | null, broken = { offset: 0, limit: PREVIEWED }) =>
    reader.read({ source, copyTo, seed: shelf.seed, broken })

  /** What lies in `source` and came from `from`: in a file or a pasted text a person may well block single labels. */
  async function readFrom(
    from: ListSource,
    source: ReadableSource,
    copyTo: string | null
  ): Promise<Result<ListReading, ReadingFault>> {
    const result = await read(source, copyTo)
    const message = result.ok && from.kind === 'address' ? wordsFault(result.value) : null
    if (message === null) return result
    if (copyTo !== null) await rm(copyTo, { force: true })
    return failed({ kind: 'unreadable', message })
  }

  const book = (): CompiledBook => ({
    seed: shelf.seed,
    lists: subscriptions.flatMap(({ id, name, effect, answer, enabled }) => {
      const table = tables.get(id)
      return enabled && table !== undefined ? [{ id, name, effect, answer, table }] : []
    }),
  })

  async function keep(next: Subscription[]): Promise<void> {
    await shelf.save(next)
    use(next)
  }

  function use(next: Subscription[]): void {
    subscriptions = next
    for (const listener of listeners) listener(book())
    keepReader()
  }

  /** What can be read again may be due at any time. */
  function keepReader(): void {
    reader.stay(subscriptions.some(({ enabled, source }) => enabled && source !== PASTED))
  }

  async function replace(changed: Subscription): Promise<ListSummary> {
    await keep(replaced(changed))
    return summary(changed)
  }

  const replaced = (changed: Subscription) => subscriptions.map((one) => (one.id === changed.id ? changed : one))

  /** Puts what was read, and whose text lies ready, into the place of what was known. */
  async function shelved(known: Subscription, reading: ListReading): Promise<Subscription> {
    try {
      const table = await shelf.keep(known.id, reading.table)
      tables.set(known.id, reading.table)
      return { ...known, ...figures(reading), fault: null, table }
    } finally {
      // Of the table before, or of this one where it could not be kept.
      collectSoon()
    }
  }

  /** A source that can be read here: what lies at an address is fetched first, or was a moment ago. */
  async function local(
    source: ListSource
  ): Promise<Result<{ source: ReadableSource; fetched: Downloaded | null }, ListFault>> {
    if (source.kind !== 'address') return ok({ source, fetched: null })
    const fault = addressFault(source.url)
    if (fault !== null) return failed({ kind: 'bad-input', message: fault, field: 'source' })
    const fetched = await downloads.get(source.url, { validators: null, lately: true })
    if (!fetched.ok) return unfetched(source, fetched.fault)
    return ok({ source: { kind: 'file', path: fetched.value.path }, fetched: fetched.value })
  }

  async function tableOf(what: { id: string } | { source: ListSource }): Promise<Result<Table, ListFault>> {
    if ('id' in what) {
      const table = tables.get(what.id)
      return table === undefined ? missing() : ok(table)
    }
    const here = await local(what.source)
    if (!here.ok) return here
    const result = await readFrom(what.source, here.value.source, null)
    if (result.ok) return ok(result.value.table)
    return failed({ kind: 'bad-input', message: result.fault.message, field: 'source' })
  }

  const everyOf = ({ everyHours }: ListFetching) => (everyHours === null ? everyMs() : everyHours * 3_600_000)

  function timed(history: ListFetching): ListFetching {
    const every = everyOf(history)
    return { ...history, nextAt: nextFetch(history, every, chance()) }
  }

  /** Another setting counts from the next look on, not only when the old time is over. */
  async function followSetting(): Promise<void> {
    const [before, every] = [lastEveryMs, everyMs()]
    lastEveryMs = every
    const follows = ({ fetching }: Subscription) => fetching?.everyHours === null
    if (before === null || before === every || !subscriptions.some(follows)) return
    await inTurn(async () => {
      // Also where the disk does not take it.
      use(subscriptions.map((one) => (one.fetching !== null && follows(one) ? retimed(one, one.fetching) : one)))
      await shelf.save(subscriptions)
      return ok(null)
    })
  }

  const retimed = (known: Subscription, history: ListFetching) => ({ ...known, fetching: timed(history) })

  async function refetch(known: Subscription, { validators }: ListFetching): Promise<Result<ListSummary, ListFault>> {
    const has = tables.has(known.id) ? validators : null
    const got = await downloads.get(known.source, { validators: has, lately: false })
    if (!got.ok && got.fault.kind === 'busy') return unavailable(got.fault.message)
    return inTurn(async () => {
      const now = subscriptions.find((one) => one.id === known.id)
      if (now?.fetching == null) return missing()
      let next = now
      try {
        next = await fetched(now, now.fetching, got)
        return await settled(next)
      } catch (error) {
        const full = diskFault(error)
        // Not written down, but remembered: else the whole list would be fetched at every look.
        const fetching = timed(afterFetch(now.fetching, 'failed', clock.now()))
        use(replaced({ ...next, fault: next.fault ?? full.fault.message, fetching }))
        return full
      }
    })
  }

  /** The list after a fetch. */
  async function fetched(
    known: Subscription,
    before: ListFetching,
    got: Result<Downloaded, DownloadFault>
  ): Promise<Subscription> {
    const from = { kind: 'address' as const, url: known.source }
    const after = (outcome: FetchOutcome) => timed(afterFetch(before, outcome, clock.now()))
    if (!got.ok) return { ...known, fault: sentence(from, got.fault.message), fetching: after('failed') }
    if (got.value.kind === 'unchanged') return { ...known, fault: null, fetching: after(before) }
    const again = await reread(known, { kind: 'file', path: got.value.path }, from)
    if (again.fault !== null) return { ...again, fetching: after('failed') }
    return { ...again, loadedAt: clock.now(), fetching: after(got.value) }
  }

  /** Keeps what came of reading it again. What failed because the program ends is no fault of the list. */
  async function settled(changed: Subscription): Promise<Result<ListSummary, ListFault>> {
    if (ending && changed.fault !== null) return unavailable(changed.fault)
    return ok(await replace(changed))
  }

  async function reread(known: Subscription, source: ReadableSource, from: ListSource = source): Promise<Subscription> {
    const result = await readFrom(from, source, shelf.newTextPath(known.id))
    if (result.ok) return shelved(known, result.value)
    return { ...known, fault: sentence(from, result.fault.message) }
  }

  keepReader()
  for (const known of shelf.subscriptions) {
    const table = await shelf.table(known)
    if (table !== null) tables.set(known.id, table)
    else {
      const text = shelf.textPath(known.id)
      const again = await reread(known, { kind: 'file', path: text })
      if (again.fault !== null) shelf.notices.push(`The list "${known.name}" decides nothing: ${again.fault}.`)
      const { fetching } = again
      const isGone = again.fault !== null && fetching !== null
      await replace(isGone ? { ...again, fetching: withoutCopy(fetching, clock.now()) } : again)
    }
  }

  return {
    notices: shelf.notices,
    all: (hits) => subscriptions.map((one) => summary(one, hits?.get(one.id))),
    async preview(source) {
      const here = await local(source)
      if (!here.ok) return here
      const result = await readFrom(source, here.value.source, null)
      // Of its table only figures are wanted.
      collectSoon()
      return result.ok ? ok(preview(result.value)) : unreadable(source, result.fault.message)
    },
    async alone(what, effect) {
      const table = await tableOf(what)
      if (!table.ok) return table
      return ok({ seed: shelf.seed, lists: [{ id: 'alone', name: '', effect, table: table.value }] })
    },
    async add({ name, effect, answer = 'usual', source }) {
      const early = nameFault(subscriptions, name, null)
      if (early !== null) return failed(early)
      // Fetching takes its time: no other change waits for it.
      const here = await local(source)
      if (!here.ok) return here
      const { fetched } = here.value
      return inTurn(async () => {
        const fault = nameFault(subscriptions, name, null)
        if (fault !== null) return failed(fault)
        const id = randomUUID()
        const result = await readFrom(source, here.value.source, shelf.newTextPath(id))
        if (!result.ok) return unreadable(source, result.fault.message)
        const now = clock.now()
        const from = source.kind === 'file' ? source.path : source.kind === 'address' ? source.url : PASTED
        const validators = fetched?.kind === 'fetched' ? fetched.validators : { etag: null, lastModified: null }
        const history = { everyHours: null, checkedAt: now, triedAt: now, failures: 0, nextAt: 0, validators }
        const fresh = {
          id,
          name: name.trim(),
          effect,
          answer,
          source: from,
          fetching: source.kind === 'address' ? timed(history) : null,
          enabled: true,
          addedAt: now,
          loadedAt: now,
          fault: null,
          table: null,
        }
        const added = await shelved({ ...fresh, ...figures(result.value) }, result.value)
        await keep([...subscriptions, added])
        return ok(summary(added))
      })
    },
    change: ({ id, name, effect, answer, enabled, everyHours }) =>
      inTurn(async () => {
        const known = subscriptions.find((one) => one.id === id)
        if (known === undefined) return missing()
        const fault = name === undefined ? null : nameFault(subscriptions, name, id)
        if (fault !== null) return failed(fault)
        const changes = {
          name: name?.trim() ?? known.name,
          effect: effect ?? known.effect,
          answer: answer ?? known.answer,
          enabled: enabled ?? known.enabled,
        }
        const { fetching } = known
        const changed = fetching === null || everyHours === undefined ? fetching : timed({ ...fetching, everyHours })
        return ok(await replace({ ...known, ...changes, fetching: changed }))
      }),
    async reload(id) {
      const fetched = subscriptions.find((one) => one.id === id)
      if (fetched?.fetching != null) return refetch(fetched, fetched.fetching)
      return inTurn(async () => {
        const known = subscriptions.find((one) => one.id === id)
        if (known === undefined) return missing()
        if (known.source === PASTED) return refused('this list was pasted: there is no file to read again')
        const again = await reread(known, { kind: 'file', path: known.source })
        return settled(again.fault === null ? { ...again, loadedAt: clock.now() } : again)
      })
    },
    async refreshDue() {
      await followSetting()
      // In turn: one that is being put back just now keeps its files.
      await inTurn(() => removed.forget('old').then(() => ok(null)))
      downloads.forget()
      for (const { id } of subscriptions) {
        // A fetch takes its time, in which a person may have removed, disabled or reloaded those that follow.
        const one = subscriptions.find((now) => now.id === id)
        if (ending) return
        if (one?.enabled && one.fetching !== null && isDue(one.fetching, everyOf(one.fetching), clock.now()))
          await refetch(one, one.fetching)
      }
    },
    running: () =>
      downloads.running().map((one) => {
        const list = subscriptions.find(({ source }) => source === one.url)
        return { ...one, id: list?.id ?? null, name: list?.name ?? new URL(one.url).hostname }
      }),
    cancel: (url) => downloads.cancel(url),
    onRunning: (listener) => downloads.onChange(listener),
    remove: (id) =>
      inTurn(async () => {
        const place = subscriptions.findIndex((one) => one.id === id)
        const known = subscriptions[place]
        if (known === undefined) return missing()
        await keep(subscriptions.filter((one) => one.id !== id))
        tables.delete(id)
        collectSoon()
        removed.put({ known, place })
        return ok(null)
      }),
    restore: (id) =>
      inTurn(async () => {
        const gone = removed.get(id)
        if (gone === null) return missing()
        const { known, place } = gone
        const fault = nameFault(subscriptions, known.name, null)
        if (fault !== null) return failed(fault)
        const table = await shelf.table(known)
        if (table !== null) tables.set(id, table)
        const again = table === null ? await reread(known, { kind: 'file', path: shelf.textPath(id) }) : known
        await keep([...subscriptions.slice(0, place), again, ...subscriptions.slice(place)])
        removed.takeBack(id)
        return ok(summary(again))
      }),
    async brokenLines(id, offset, limit) {
      const known = subscriptions.find((one) => one.id === id)
      if (known === undefined) return missing()
      if (offset >= known.broken) return ok({ lines: [], total: known.broken })
      const source = { kind: 'file' as const, path: shelf.textPath(id) }
      const result = await read(source, null, { offset, limit })
      // Its table is in force already.
      collectSoon()
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
      ending = true
      await downloads[Symbol.asyncDispose]()
      await reader[Symbol.asyncDispose]()
      await turn
      await removed.forget('all')
    },
  }
}

function unfetched(source: ListSource, { kind, message }: DownloadFault): Result<never, ListFault> {
  return kind === 'busy' ? unavailable(message) : unreadable(source, message)
}
