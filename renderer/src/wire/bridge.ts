import { createContext, useContext } from 'react'
import type { Bridge } from '../../../core/contract/contract.ts'
import { connectBridge, wireAddress, type SocketBridge } from '../../../core/contract/socket-bridge.ts'

declare global {
  interface Window {
    /** Set by the preload script of the Electron shell. */
    readonly workstation?: Bridge
  }
}

/** The Electron shell's own bridge where there is one, else the WebSocket of the desk that served this page. */
export function openBridge(): Bridge {
  return window.workstation ?? connectBridge(wireAddress(location.href))
}

export const BridgeContext = createContext<Bridge | null>(null)

export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext)
  if (bridge === null) throw new Error('no bridge: mount() puts it around the app')
  return bridge
}

/** Only what runs over a network can lose its desk. */
export function isSocketBridge(bridge: Bridge): bridge is SocketBridge {
  return 'onConnection' in bridge && 'connection' in bridge
}
