import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import type { CallArgs, CallName, CallResult } from '../../../core/contract/contract.ts'
import type { CallFault } from '../../../core/contract/fault.ts'
import { refused } from '../../../core/contract/refused.ts'
import { toast } from '../design/toasts.tsx'
import { useBridge } from './bridge.ts'
import { asFault } from './fault.ts'

export type CallOptions = {
  /** False: not asked (yet). */
  enabled?: boolean
  /** Shows the last answer while another one is on its way, so that nothing jumps. */
  keep?: boolean
  /** Asks again this often while shown. */
  refreshMs?: number
  /** Asks anew each time it is shown: for what is never told to be stale. */
  fresh?: boolean
}

export type Called<T> = {
  value: T | undefined
  fault: CallFault | null
  /** Nothing to show yet. */
  loading: boolean
  /** An answer is on its way while an earlier one is shown. */
  refreshing: boolean
  retry: () => void
}

/** Asks one call of the contract and remembers the answer; 'stale' events ask again (stale.ts). */
export function useCall<K extends CallName>(
  name: K,
  args: CallArgs<K>,
  options: CallOptions = {}
): Called<CallResult<K>> {
  const bridge = useBridge()
  const query = useQuery<CallResult<K>, CallFault>({
    queryKey: [name, args],
    queryFn: () => bridge.call(name, args).catch((thrown: unknown) => refused(asFault(thrown))),
    enabled: options.enabled ?? true,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.fresh === true ? { staleTime: 0, gcTime: 0 } : {}),
    ...(options.refreshMs === undefined ? {} : { refetchInterval: options.refreshMs }),
  })
  return {
    value: query.data,
    fault: query.error,
    loading: query.isPending && query.fetchStatus !== 'idle',
    refreshing: query.isFetching && !query.isPending,
    retry: () => void query.refetch(),
  }
}

export type ActOptions<K extends CallName> = {
  /** The fault is shown in its place by the caller, not as a toast. */
  quiet?: boolean
  onDone?: (result: CallResult<K>, args: CallArgs<K>) => void
  /** With `quiet`: where to say it. */
  onFault?: (fault: CallFault, args: CallArgs<K>) => void
}

export type Act<K extends CallName> = {
  /** The result, or null when it failed (and was said). Never rejects. */
  run: (args: CallArgs<K>) => Promise<CallResult<K> | null>
  pending: boolean
  fault: CallFault | null
  reset: () => void
}

/** A call that changes something. */
export function useAct<K extends CallName>(name: K, options: ActOptions<K> = {}): Act<K> {
  const bridge = useBridge()
  const mutation = useMutation<CallResult<K>, CallFault, CallArgs<K>>({
    mutationFn: (args) => bridge.call(name, args).catch((thrown: unknown) => refused(asFault(thrown))),
    onSuccess: (result, args) => options.onDone?.(result, args),
    onError: (fault, args) => {
      options.onFault?.(fault, args)
      if (options.quiet !== true) toast({ tone: 'bad', text: fault.message })
    },
  })
  return {
    run: (args) => mutation.mutateAsync(args).catch(() => null),
    pending: mutation.isPending,
    fault: mutation.error,
    reset: mutation.reset,
  }
}
