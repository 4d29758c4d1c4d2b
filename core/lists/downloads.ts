import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../system/clock.ts'
import { failed, ok, type Result } from '../system/result.ts'
import { notFetched, type FetchFault, type Fetched, type ListFetch, type Validators } from './list-fetch.ts'

/** A list that is being fetched now. */
export type Running = { url: string; received: number; total: number | null; startedAt: number }

/** What came, and the file in which it lies for a while. */
export type Downloaded = Fetched & { path: string }

/** `busy` says nothing of the list: nobody was asked. */
export type DownloadFault = FetchFault | { kind: 'busy'; message: string }

type Outcome = Result<Downloaded, DownloadFault>
type Going = { validators: Validators | null; result: Promise<Outcome>; stop: AbortController; state: Running }

/** Fetches that go on, one for an address, and what came of them lately. */
export interface Downloads extends AsyncDisposable {
  /**
   * Waits for a fetch of the same address, and uses what came of it where it answers this one too. `lately`: what came within the last minutes does, as for
   * the list that was just looked at.
   */
  get(url: string, options: { validators: Validators | null; lately: boolean }): Promise<Outcome>
  cancel(url: string): void
  /** Removes what came some minutes ago. */
  forget(): void
  running(): Running[]
  onChange(listener: () => void): () => void
}

/** Between a preview and the subscription that follows it. */
const LATELY_MS = 10 * 60_000
const AT_ONCE = 4

const ENDING = '.fetched'

export async function openDownloads(folder: string, fetch: ListFetch, clock: Clock): Promise<Downloads> {
  await removeLeftovers(folder)
  const going = new Map<string, Going>()
  const lately = new Map<string, { at: number; downloaded: Downloaded }>()
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach((listener) => listener())
  let ended = false

  async function run(
    { url, validators }: { url: string; validators: Validators | null },
    state: Running,
    signal: AbortSignal
  ): Promise<Result<Downloaded, FetchFault>> {
    const path = join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 24)}${ENDING}`)
    const fetched = await fetch({
      url,
      validators,
      into: path,
      signal,
      onProgress(received, total) {
        state.received = received
        state.total = total
        changed()
      },
    })
    if (!fetched.ok) return fetched
    const downloaded = { ...fetched.value, path }
    if (downloaded.kind === 'fetched') lately.set(url, { at: clock.elapsed(), downloaded })
    return ok(downloaded)
  }

  /** A list may have 256 MB: what nobody has subscribed to goes when its time is over. */
  function forget(): void {
    for (const [url, { at, downloaded }] of lately) {
      if (clock.elapsed() - at < LATELY_MS || going.has(url)) continue
      lately.delete(url)
      // What is still there at the end goes then.
      rm(downloaded.path, { force: true }).catch(() => undefined)
    }
  }

  function start(url: string, validators: Validators | null): Promise<Outcome> {
    if (ended) return Promise.resolve(notFetched('the program is ending'))
    if (going.size >= AT_ONCE) return Promise.resolve(busy(`${AT_ONCE} lists are being fetched already`))
    const stop = new AbortController()
    const state: Running = { url, received: 0, total: null, startedAt: clock.now() }
    const result = run({ url, validators }, state, stop.signal).finally(() => {
      going.delete(url)
      changed()
    })
    going.set(url, { validators, result, stop, state })
    changed()
    return result
  }

  return {
    async get(url, { validators, lately: wanted }) {
      for (;;) {
        forget()
        const known = lately.get(url)
        if (wanted && known !== undefined && clock.elapsed() - known.at < LATELY_MS) return ok(known.downloaded)
        const other = going.get(url)
        if (other === undefined) return start(url, validators)
        const outcome = await other.result
        if (answers(outcome, other, validators)) return outcome
      }
    },
    forget,
    cancel: (url) => going.get(url)?.stop.abort(),
    running: () => Array.from(going.values(), ({ state }) => ({ ...state })),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      ended = true
      for (const { stop } of going.values()) stop.abort()
      await Promise.allSettled(Array.from(going.values(), ({ result }) => result))
      await removeLeftovers(folder)
    },
  }
}

/**
 * Whether what came of another fetch is what this one would have brought. "Not changed" and a failure may be about the copy that the other one has; the whole
 * text is the same for everybody, and who cancels a fetch cancels it for all who wait.
 */
function answers(outcome: Outcome, other: Going, validators: Validators | null): boolean {
  const isWhole = outcome.ok && outcome.value.kind === 'fetched'
  const isCancelled = !outcome.ok && other.stop.signal.aborted
  return isWhole || isCancelled || isDeepStrictEqual(other.validators, validators)
}

function busy(message: string): Result<never, DownloadFault> {
  return failed({ kind: 'busy', message })
}

/** What an ended program left: half-fetched files are no lists. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => name.endsWith(ENDING) || name.endsWith(`${ENDING}.part`))
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })))
}
