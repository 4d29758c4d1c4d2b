import type { ReactNode } from 'react'
import type { VerdictKind, VettingClass } from '../../../core/verdict/verdict.ts'
import { CLASS_WORDS, OVERRIDE_WORDS, VERDICT_WORDS, verdictColour } from './verdict-words.ts'
import styles from './verdict-mark.module.css'

export type VerdictMarkProps = {
  kind: VerdictKind
  honeypot?: boolean
  /** What decided was an override and no list. */
  override?: boolean
}

/** A verdict by colour, shape and word: none of them ever stands alone. */
export function VerdictMark({ kind, honeypot = false, override = false }: VerdictMarkProps): ReactNode {
  const word = (override ? OVERRIDE_WORDS[kind] : undefined) ?? VERDICT_WORDS[kind]
  const trapped = isTrapped(kind, honeypot)
  return (
    <span className={styles.mark} data-verdict={trapped ? 'honeypot' : kind}>
      <VerdictShape kind={kind} honeypot={honeypot} />
      <span className={styles.word}>{trapped ? 'honeypot' : word}</span>
    </span>
  )
}

/** The shape alone, for a mark that brings a word of its own. */
export function VerdictShape({ kind, honeypot = false }: { kind: VerdictKind; honeypot?: boolean }): ReactNode {
  const trapped = isTrapped(kind, honeypot)
  const style = { color: trapped ? 'var(--verdict-honeypot)' : verdictColour(kind) }
  return (
    <svg className={styles.shape} viewBox="0 0 12 12" aria-hidden style={style}>
      {trapped ? HONEYPOT : SHAPES[kind]}
    </svg>
  )
}

/** More likely malicious than not by score alone. */
export function LeaningShape(): ReactNode {
  return (
    <svg className={styles.shape} viewBox="0 0 12 12" aria-hidden style={{ color: verdictColour('blocked-by-model') }}>
      <path d="M6 1.4 10.6 6 6 10.6 1.4 6Z" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}

function isTrapped(kind: VerdictKind, honeypot: boolean): boolean {
  return honeypot && kind === 'blocked-by-list'
}

/** What an analyst called a name, in the same language of shapes. */
export function ClassMark({ kind }: { kind: VettingClass }): ReactNode {
  return (
    <span className={styles.mark} data-class={kind}>
      <ClassShape kind={kind} />
      <span className={styles.word}>{CLASS_WORDS[kind]}</span>
    </span>
  )
}

/** The shape alone, for a mark that brings a word of its own. */
export function ClassShape({ kind }: { kind: VettingClass }): ReactNode {
  return (
    <svg className={styles.shape} viewBox="0 0 12 12" aria-hidden style={{ color: CLASS_COLOURS[kind] }}>
      {CLASS_SHAPES[kind]}
    </svg>
  )
}

const DISC = <circle cx="6" cy="6" r="4.5" fill="currentColor" />
const CHECKED_DISC = (
  <>
    <circle cx="6" cy="6" r="5.5" fill="currentColor" />
    <path d="M3.4 6.2 5.3 8.1 8.7 4.4" fill="none" stroke="var(--surface)" strokeWidth="1.6" />
  </>
)
const SQUARE = (
  <>
    <rect x="0.8" y="0.8" width="10.4" height="10.4" rx="1.5" fill="currentColor" />
    <path d="M3.4 6h5.2" stroke="var(--surface)" strokeWidth="1.8" />
  </>
)
const DIAMOND = <path d="M6 .3 11.7 6 6 11.7.3 6Z" fill="currentColor" />
const TRIANGLE = <path d="M6 .8 11.6 11H.4Z" fill="currentColor" />
const RING = (
  <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 1.6" />
)
const HONEYPOT = <path d="M3.2.9h5.6L11.6 6 8.8 11.1H3.2L.4 6Z" fill="currentColor" />

const SHAPES: Record<VerdictKind, ReactNode> = {
  'allowed-by-list': CHECKED_DISC,
  'allowed-by-model': DISC,
  'blocked-by-list': SQUARE,
  'blocked-by-model': DIAMOND,
  unsure: TRIANGLE,
  unscored: RING,
}

const CLASS_SHAPES: Record<VettingClass, ReactNode> = {
  'not-vetted': RING,
  benign: CHECKED_DISC,
  honeypot: HONEYPOT,
  malicious: SQUARE,
}

const CLASS_COLOURS: Record<VettingClass, string> = {
  'not-vetted': 'var(--verdict-unscored)',
  benign: 'var(--verdict-allowed-by-list)',
  honeypot: 'var(--verdict-honeypot)',
  malicious: 'var(--verdict-blocked-by-list)',
}
