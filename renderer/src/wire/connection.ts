import { useCallback, useSyncExternalStore } from 'react'
import type { Connection } from '../../../core/contract/socket-bridge.ts'
import { isSocketBridge, useBridge } from './bridge.ts'

/** Whether the desk can be asked. Inside Electron it always can. */
export function useConnection(): Connection {
  const bridge = useBridge()
  const subscribe = useCallback(
    (listener: () => void) => (isSocketBridge(bridge) ? bridge.onConnection(listener) : () => undefined),
    [bridge]
  )
  return useSyncExternalStore(subscribe, () => (isSocketBridge(bridge) ? bridge.connection() : 'connected'))
}
