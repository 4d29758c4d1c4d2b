import { createContext, useContext } from 'react'
import type { Bridge } from '../../../core/contract/contract.ts'

declare global {
  interface Window {
    /** Set by the preload script of the Electron shell. */
    workstation?: Bridge
  }
}

export const BridgeContext = createContext<Bridge | null>(null)

export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext)
  if (bridge === null) throw new Error('no bridge: mount() puts it around the app')
  return bridge
}
