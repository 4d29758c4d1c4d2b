import { useMemo } from 'react'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import { VERDICT_KINDS } from '../../../core/verdict/verdict.ts'
import { useTheme } from '../frame/appearance.ts'

/** The tokens a canvas draws with, as colours. */
export type Ink = {
  text: string
  faint: string
  line: string
  surface: string
  raised: string
  accent: string
  verdicts: Record<VerdictKind, string>
  /** For lines that are no verdicts, in the order they should be taken. */
  series: readonly string[]
}

/** Read anew when the theme changes. */
export function useInk(): Ink {
  const theme = useTheme()
  // The theme is what the custom properties hang on.
  return useMemo(() => readInk(theme), [theme])
}

function readInk(_theme: string): Ink {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const verdicts = Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, token(`--verdict-${kind}`)]))
  return {
    text: token('--ink-2'),
    faint: token('--ink-3'),
    line: token('--line'),
    surface: token('--surface'),
    raised: token('--raised'),
    accent: token('--accent'),
    verdicts: verdicts as Record<VerdictKind, string>,
    series: [
      token('--accent'),
      token('--verdict-honeypot'),
      token('--verdict-allowed-by-list'),
      token('--verdict-blocked-by-model'),
    ],
  }
}
