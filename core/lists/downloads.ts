import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../system/clock.ts'
import { ok, type Result } from '../system/result.ts'
import { notFetched, type FetchFault, type Fetched, type ListFetch, type Validators } from './list-fetch.ts'

/** A list that is being fetched now. */
export type Running = { url: string; received: number; total: number | null; startedAt: number }

/** What came, and the file in which it lies for a while. */
export type Downloaded = Fetched & { path: string }

/** Fetches that go on, one for an address, and what came of them lately. */
export interface Downloads extends AsyncDisposable {
  /** Joins a fetch of the same address. `lately`: what came within the last minutes does, as for the list that was just looked at. */
  get(url: string, options: { validators: Validators | null; lately: boolean }): Promise<Result<Downloaded, FetchFault>>
  cancel(url: string): void
  running(): Running[]
  onChange(listener: () => void): () => void
}

/** Between a preview and the subscription that follows it. */
const LATELY_MS = 10 * 60_000
const AT_ONCE = 4

const ENDING = '.fetched'

export async function openDownloads(folder: string, fetch: ListFetch, clock: Clock): Promise<Downloads> {
  await removeLeftovers(folder)
  const going = new Map<
    string,
    { result: Promise<Result<Downloaded, FetchFault>>; stop: AbortController; state: Running }
  >()
  const lately = new Map<string, { at: number; downloaded: Downloaded }>()
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach((listener) => listener())

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

  return {
    get(url, { validators, lately: wanted }) {
      forget()
      const known = lately.get(url)
      if (wanted && known !== undefined && clock.elapsed() - known.at < LATELY_MS)
        return Promise.resolve(ok(known.downloaded))
      const joined = going.get(url)
      if (joined !== undefined) return joined.result
      if (going.size >= AT_ONCE) return Promise.resolve(notFetched(`${AT_ONCE} lists are being fetched already`))
      const stop = new AbortController()
      const state: Running = { url, received: 0, total: null, startedAt: clock.now() }
      const result = run({ url, validators }, state, stop.signal).finally(() => {
        going.delete(url)
        changed()
      })
      going.set(url, { result, stop, state })
      changed()
      return result
    },
    cancel: (url) => going.get(url)?.stop.abort(),
    running: () => Array.from(going.values(), ({ state }) => ({ ...state })),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      for (const { stop } of going.values()) stop.abort()
      await Promise.allSettled(Array.from(going.values(), ({ result }) => result))
      await removeLeftovers(folder)
    },
  }
}

/** What an ended program left: half-fetched files are no lists. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => name.endsWith(ENDING) || name.endsWith(`${ENDING}.part`))
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })))
}
