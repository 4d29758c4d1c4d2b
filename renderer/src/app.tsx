import { useEffect, type ReactNode } from 'react'
import { Toasts } from './design/toasts.tsx'
import { visible } from './design/visible.ts'
import { useAddress, VIEWS } from './frame/address.ts'
import { useAppearance } from './frame/appearance.ts'
import { ConnectionBanner } from './frame/connection-banner.tsx'
import { ErrorBoundary } from './frame/error-boundary.tsx'
import styles from './frame/frame.module.css'
import { dispatchKey, useKeys } from './frame/keys.ts'
import { KeysOverlay } from './frame/keys-overlay.tsx'
import { Rail } from './frame/rail.tsx'
import { TopBar } from './frame/top-bar.tsx'
import { Tray } from './frame/tray.tsx'
import { VIEW_WORDS } from './frame/views.ts'
import { NamePanel } from './panel/name-panel.tsx'
import { SCREENS } from './screens.tsx'
import { useEvent } from './wire/events.ts'
import { useWorkstation } from './wire/workstation.ts'
import { FirstRun } from './workstation/first-run.tsx'

export function App(): ReactNode {
  const { view, name, go } = useAddress()
  const state = useWorkstation()
  useAppearance(state?.settings.appearance ?? null)
  useEvent('navigate', ({ view }) => go(view))
  useKeys(
    'Everywhere',
    Object.fromEntries(VIEWS.map((view, index) => [String(index + 1), { says: VIEW_WORDS[view], run: () => go(view) }]))
  )
  useEffect(() => {
    document.addEventListener('keydown', dispatchKey)
    return () => document.removeEventListener('keydown', dispatchKey)
  }, [])
  useEffect(() => {
    document.title = [name === null ? null : visible(name), VIEW_WORDS[view], 'ML Bridge Workstation']
      .filter((part) => part !== null)
      .join(' · ')
  }, [view, name])
  const Screen = SCREENS[view]
  return (
    <div className={styles.frame}>
      <Rail />
      <TopBar />
      <main className={styles.main} aria-label={VIEW_WORDS[view]}>
        <ConnectionBanner />
        {state?.settings.firstRunDone !== false && <h1 className="visually-hidden">{VIEW_WORDS[view]}</h1>}
        <ErrorBoundary key={view}>
          {state?.settings.firstRunDone === false ? <FirstRun state={state} /> : <Screen />}
        </ErrorBoundary>
      </main>
      {name !== null && <NamePanel name={name} />}
      <Tray />
      <KeysOverlay />
      <Toasts />
    </div>
  )
}
