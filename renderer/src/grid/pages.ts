import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { CallArgs, CallName, CallResult } from '../../../core/contract/contract.ts'
import type { CallFault } from '../../../core/contract/fault.ts'
import { useBridge } from '../wire/bridge.ts'
import { asFault } from '../wire/fault.ts'
import type { GridRows } from './rows.ts'
import { joined, type LoadedPage } from './joined.ts'

/** The calls of the contract that give a page of rows. */
export type PagedCall = 'history.names' | 'history.records' | 'vetting.page' | 'lists.brokenLines' | 'models.mistakes'
export type PagedArgs<K extends PagedCall> = Omit<CallArgs<K>, 'offset' | 'limit'>

export type Pages<Row, Page> = {
  rows: GridRows<Row>
  /** The newest first page, for what it tells besides rows; undefined until it came. */
  head: Page | undefined
  loading: boolean
  /** An earlier answer is shown while the asked one is on its way. */
  refreshing: boolean
  fault: CallFault | null
  retry: () => void
}

export type PageOptions<K extends PagedCall, Row> = {
  rowsOf: (page: CallResult<K>) => readonly Row[]
  keyOf: (row: Row) => string
  /** Rows known to have left, with when: pages loaded before that are read without them. */
  left?: ReadonlyMap<string, number>
}

const PAGE = 100
/** What one call may give at most (core/contract). */
const MOST = 1000

/** Rows of one call, loaded a page at a time as they come into sight. `args`, `rowsOf` and `keyOf` must be stable. */
export function usePages<K extends PagedCall, Row>(
  name: K,
  args: PagedArgs<K>,
  options: PageOptions<K, Row>
): Pages<Row, CallResult<K>> {
  const { rowsOf, keyOf, left = NOTHING } = options
  const bridge = useBridge()
  const client = useQueryClient()
  const [sight, setSight] = useState<Sight>(TOP)

  const query = useCallback(
    (offset: number, limit: number) => {
      const all = { ...args, offset, limit } as unknown as CallArgs<K>
      return {
        queryKey: [name, all] as const,
        queryFn: (): Promise<CallResult<K>> =>
          bridge.call(name, all).catch((thrown: unknown) => Promise.reject(asFault(thrown) as CallFault & Error)),
      }
    },
    [bridge, name, args]
  )

  const numbers = pagesOf(sight)
  const combine = useCallback(
    (results: readonly Answer[]): Combined<CallResult<K>> => ({
      pages: results.map(({ data, dataUpdatedAt }) =>
        data === undefined ? undefined : { value: data as CallResult<K>, loadedAt: dataUpdatedAt }
      ),
      fault: (results.find(({ error }) => error !== null)?.error ?? null) as CallFault | null,
      fetching: results.some(({ isFetching }) => isFetching),
    }),
    []
  )
  const found = useQueries({ queries: numbers.map((number) => query(number * PAGE, PAGE)), combine })

  const numbersText = numbers.join()
  const current = useMemo(() => {
    const head = found.pages[0]
    if (head === undefined) return null
    const loaded = new Map<number, readonly Row[]>()
    const loadedAt = new Map<number, number>()
    numbersText.split(',').forEach((number, place) => {
      const page = found.pages[place]
      if (page === undefined) return
      loaded.set(Number(number), rowsOf(page.value))
      loadedAt.set(Number(number), page.loadedAt)
    })
    return {
      head: head.value,
      pages: joined({ loaded, loadedAt, pageSize: PAGE, total: totalOf(head.value), keyOf, left }),
    }
  }, [found, numbersText, rowsOf, keyOf, left])

  // Another order, tab or search: what was there stays until the answer is.
  const [kept, keep] = useState(current)
  if (current !== null && current !== kept) keep(current)
  const shown = current ?? kept

  const show = useCallback((first: number, last: number) => setSight((now) => sightOf(now, first, last)), [])
  const between = useCallback(
    async (first: number, last: number) => {
      const all: Row[] = []
      for (let offset = first; offset <= last; offset += MOST) {
        const page = await client.query(query(offset, Math.min(MOST, last - offset + 1)))
        all.push(...rowsOf(page))
      }
      return all
    },
    [client, query, rowsOf]
  )

  const rows = useMemo((): GridRows<Row> => {
    const { total = 0, at = () => undefined, indexOf = () => -1, here = () => null } = shown?.pages ?? {}
    return { total, at, indexOf, show, between: (first, last) => here(first, last) ?? between(first, last) }
  }, [shown, show, between])

  return {
    rows,
    head: shown?.head,
    loading: shown === null && found.fault === null,
    refreshing: shown !== null && (current === null || found.fetching),
    fault: found.fault,
    retry: () =>
      void client.invalidateQueries({
        predicate: ({ queryKey, state }) => queryKey[0] === name && state.status === 'error',
      }),
  }
}

/** What is read of a query's result; the query's own function says that its data is a page and its error a fault. */
type Answer = Pick<UseQueryResult<unknown, unknown>, 'data' | 'dataUpdatedAt' | 'error' | 'isFetching'>

type Combined<Page> = { pages: (LoadedPage<Page> | undefined)[]; fault: CallFault | null; fetching: boolean }

const NOTHING: ReadonlyMap<string, number> = new Map()

/** Pages in sight, by number; the first page is always held besides, for its total. */
type Sight = { first: number; last: number }
const TOP: Sight = { first: 0, last: 0 }

function sightOf(now: Sight, first: number, last: number): Sight {
  const next = { first: Math.floor(first / PAGE), last: Math.floor((last + PAGE / 4) / PAGE) }
  return next.first === now.first && next.last === now.last ? now : next
}

function pagesOf({ first, last }: Sight): number[] {
  const numbers = [0]
  for (let number = Math.max(1, first); number <= last; number++) numbers.push(number)
  return numbers
}

function totalOf(page: CallResult<PagedCall & CallName>): number {
  return page.total
}
