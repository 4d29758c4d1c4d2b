import { failed, type Result } from '../system/result.ts'

/** What a server said of the copy that we have (RFC 9110, 8.8): sent back, so that it need not send the same again. */
export type Validators = { etag: string | null; lastModified: string | null }

/** `message` is a sentence's end: "cannot be fetched: the server answered 404 Not Found". */
export type FetchFault = { kind: 'not-fetched'; message: string }

export type Fetched = { kind: 'unchanged' } | { kind: 'fetched'; bytes: number; validators: Validators }

export type FetchWish = {
  url: string
  /** Of the last good copy; null fetches whatever there is. */
  validators: Validators | null
  /** A file that is there whole, or not at all, when it resolves. */
  into: string
  signal: AbortSignal
  /** Bytes as they come; `total` is null where the server does not say. */
  onProgress(received: number, total: number | null): void
}

/** Fetches lists over HTTPS. The adapter is fetch-over-https.ts. */
export type ListFetch = (wish: FetchWish) => Promise<Result<Fetched, FetchFault>>

export function notFetched(message: string): Result<never, FetchFault> {
  return failed({ kind: 'not-fetched', message })
}

/**
 * Whether a list may be fetched from there: HTTPS, so that nobody on the way writes into it. Plain HTTP is taken from this machine
 * alone. Null when it may, else what is wrong.
 */
export function addressFault(text: string): string | null {
  if (!URL.canParse(text)) return 'it is no address of a list; write it like https://lists.example/names.txt'
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return 'an address with a password in it is not kept; use one without'
  if (protocol === 'https:') return null
  if (protocol !== 'http:') return `"${protocol}" is not fetched; a list's address begins with https://`
  return isLoopbackHost(hostname) ? null : 'over plain http anyone on the way could write into it; use https'
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}
