import { useCallback, useMemo, useSyncExternalStore } from 'react'

export const VIEWS = ['live', 'history', 'vetting', 'lists', 'training', 'workstation'] as const
export type View = (typeof VIEWS)[number]

/** What the person looks at: the view, its filters, and in `params.name` the name whose detail panel is open. */
export type Address = { view: View; params: Readonly<Record<string, string>> }

/** Reads all behind the '#'. An unknown view leads to Live, so that an old link never ends nowhere. */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#\/?/, '')
  const mark = text.indexOf('?')
  const path = mark < 0 ? text : text.slice(0, mark)
  const params = mark < 0 ? {} : Object.fromEntries(new URLSearchParams(text.slice(mark + 1)))
  const view = VIEWS.find((known) => known === path) ?? 'live'
  return { view, params }
}

export function formatAddress({ view, params }: Address): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString()
  return query === '' ? `#/${view}` : `#/${view}?${query}`
}

/** `null` and the empty text take a parameter out. */
export function withParams(address: Address, changes: Readonly<Record<string, string | null>>): Address {
  const params = { ...address.params, ...changes }
  return { view: address.view, params: Object.fromEntries(Object.entries(params).filter(isPresent)) }
}

/** Where each view was left, so that going back to it by its key finds it as it was. */
const left = new Map<View, Readonly<Record<string, string>>>()

/** The other view as it was left, with the detail panel following along. */
export function toView(address: Address, view: View): Address {
  const { name: _left, ...params } = left.get(view) ?? {}
  const name = address.params['name']
  return { view, params: name === undefined ? params : { ...params, name } }
}

export function navigate(address: Address, replace = false): void {
  const hash = formatAddress(address)
  if (hash === formatAddress(parseAddress(location.hash))) return
  if (replace) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
  for (const listener of listeners) listener()
}

export type AddressActions = {
  /** Another view; with `params` exactly there, without them as the view was left. */
  go: (view: View, params?: Readonly<Record<string, string>>) => void
  /** Changes parameters of the current view. `replace` leaves no step for "back". */
  set: (changes: Readonly<Record<string, string | null>>, options?: { replace?: boolean }) => void
  /** Opens the detail panel of a name. */
  open: (name: string) => void
  close: () => void
}

export function useAddress(): Address & AddressActions & { name: string | null } {
  const hash = useSyncExternalStore(subscribe, currentHash)
  const address = useMemo(() => parseAddress(hash), [hash])
  const set = useCallback<AddressActions['set']>((changes, options) => {
    navigate(withParams(current(), changes), options?.replace ?? false)
  }, [])
  const go = useCallback<AddressActions['go']>((view, params) => {
    const from = current()
    left.set(from.view, from.params)
    navigate(params === undefined ? toView(from, view) : { view, params })
  }, [])
  const open = useCallback((name: string) => set({ name }), [set])
  const close = useCallback(() => set({ name: null }), [set])
  return { ...address, name: address.params['name'] ?? null, go, set, open, close }
}

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  window.addEventListener('hashchange', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
    window.removeEventListener('hashchange', listener)
  }
}

function currentHash(): string {
  return location.hash
}

function current(): Address {
  return parseAddress(location.hash)
}

function isPresent(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null && entry[1] !== ''
}
