import { useEffect } from 'react'

/** Closing takes the focus away with what had it; it goes back to where it was before, which is most often the row that was opened. */
export function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (document.activeElement === document.body) placeFor(before)?.focus({ preventScroll: true })
    }
  }, [])
}

function placeFor(before: Element | null): HTMLElement | null {
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) return before
  return document.querySelector<HTMLElement>('main [role=grid]')
}
