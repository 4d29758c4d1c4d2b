import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import type { Bridge } from '../../core/contract/contract.ts'
import { App } from './app.tsx'
import './design/base.css'
import './design/tokens.css'
import { applyRememberedAppearance } from './frame/appearance.ts'
import { createQueryClient, Wire } from './wire/wire.tsx'

/** Starts the desk on whatever carries the contract. */
export function mount(bridge: Bridge): void {
  // zod compiles its checks with `new Function` otherwise, which the content security policy refuses.
  z.config({ jitless: true })
  applyRememberedAppearance()
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  createRoot(root).render(
    <StrictMode>
      <Wire bridge={bridge} client={createQueryClient()}>
        <App />
      </Wire>
    </StrictMode>
  )
}
