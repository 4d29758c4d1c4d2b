import { useState } from 'react'

const KEY = 'mlbridge.panel-width'
export const LEAST_WIDTH = 360
export const MOST_WIDTH = 820
const DEFAULT_WIDTH = 420

/** How wide the person left the panel, on this machine. */
export function usePanelWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => clamped(Number(localStorage.getItem(KEY) ?? NaN)))
  const change = (next: number) => {
    const kept = clamped(next)
    setWidth(kept)
    localStorage.setItem(KEY, String(kept))
  }
  return [width, change]
}

export function clamped(width: number): number {
  if (!Number.isFinite(width)) return DEFAULT_WIDTH
  return Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)))
}
