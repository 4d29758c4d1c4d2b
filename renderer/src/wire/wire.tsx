import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import type { Bridge } from '../../../core/contract/contract.ts'
import { BridgeContext } from './bridge.ts'
import { useConnection } from './connection.ts'
import { useEvent } from './events.ts'
import { forgetStale } from './stale.ts'

/** Answers stay true until a 'stale' event says otherwise, so nothing is asked again for the mere change of a screen. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

export function Wire({
  bridge,
  client,
  children,
}: {
  bridge: Bridge
  client: QueryClient
  children: ReactNode
}): ReactNode {
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={client}>
        <Pushes />
        {children}
      </QueryClientProvider>
    </BridgeContext>
  )
}

function Pushes(): null {
  const client = useQueryClient()
  const connection = useConnection()
  useEvent('workstation.changed', (state) => {
    client.setQueryData(['workstation.state', {}], state)
  })
  useEvent('stale', ({ what }) => forgetStale(client, what))
  // What was pushed while the line was down is lost: everything shown is asked again.
  useEffect(() => {
    if (connection === 'connected') void client.invalidateQueries()
  }, [connection, client])
  return null
}
