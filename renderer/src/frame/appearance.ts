import { useEffect, useSyncExternalStore } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'

export type Theme = 'dark' | 'light'

const KEY = 'mlbridge.appearance'
const system = matchMedia('(prefers-color-scheme: dark)')

/** What a choice means on this machine now. */
export function themeOf(appearance: Settings['appearance'], systemIsDark: boolean): Theme {
  if (appearance === 'system') return systemIsDark ? 'dark' : 'light'
  return appearance
}

/** Before the settings are there, the last choice stands in, so that nothing flashes. */
export function applyRememberedAppearance(): void {
  const remembered = localStorage.getItem(KEY)
  apply(remembered === 'dark' || remembered === 'light' ? remembered : 'system')
}

/** Follows the setting, and the system where the setting says so. */
export function useAppearance(appearance: Settings['appearance'] | null): void {
  useEffect(() => {
    if (appearance === null) return undefined
    localStorage.setItem(KEY, appearance)
    const follow = () => apply(appearance)
    follow()
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [appearance])
}

/** The theme that is shown, for canvases, which cannot read custom properties themselves. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown
  )
}

let shown: Theme = 'light'
const listeners = new Set<() => void>()

function apply(appearance: Settings['appearance']): void {
  shown = themeOf(appearance, system.matches)
  document.documentElement.dataset['theme'] = shown
  for (const listener of listeners) listener()
}
