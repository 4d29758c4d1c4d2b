import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'

export type KeyAction = {
  /** What the key does, for the overlay. */
  says: string
  run: (event: KeyboardEvent) => void
}

/** Chords such as 'b', '?', 'ArrowDown', 'Shift+ArrowDown', 'Ctrl+Enter' (Ctrl is also the Mac's Command). */
export type KeyMap = Readonly<Record<string, KeyAction>>

export type KeyGroup = { title: string; keys: readonly { chord: string; says: string }[] }

type Registration = { title: string; keys: () => KeyMap; shown: KeyGroup }

/** Newest last; the newest that knows a chord gets it, so that a screen may take a key from the frame. */
let registrations: readonly Registration[] = []
const listeners = new Set<() => void>()

/** Registers the keys of a part of the screen while that part is shown. */
export function useKeys(title: string, keys: KeyMap, options: { enabled?: boolean } = {}): void {
  const enabled = options.enabled ?? true
  const latest = useEffectEvent(() => keys)
  const says = JSON.stringify(Object.entries(keys).map(([chord, action]) => ({ chord, says: action.says })))
  useEffect(() => {
    if (!enabled) return undefined
    return register({ title, keys: () => latest(), shown: { title, keys: JSON.parse(says) as KeyGroup['keys'] } })
  }, [title, says, enabled])
}

/** Every group of keys that works now, the frame's first. */
export function useKeyGroups(): readonly KeyGroup[] {
  return useSyncExternalStore(subscribe, groups)
}

/** Parts of one title stand together, whoever registered them. */
export function merged(groups: readonly KeyGroup[]): KeyGroup[] {
  const byTitle = Map.groupBy(groups, (group) => group.title)
  return [...byTitle].map(([title, parts]) => ({
    title,
    keys: [...new Map(parts.flatMap((part) => part.keys).map((key) => [key.chord, key])).values()],
  }))
}

export function register(registration: Registration): () => void {
  change([...registrations, registration])
  return () => change(registrations.filter((one) => one !== registration))
}

/** Runs what the newest registration has for this event; true when there was something. */
export function dispatchKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  const chord = chordOf(event)
  if (belongsToTarget(chord, event.target)) return false
  for (const registration of registrations.toReversed()) {
    const action = registration.keys()[chord]
    if (action === undefined) continue
    event.preventDefault()
    action.run(event)
    return true
  }
  return false
}

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** Shift is part of a named key's chord only: of a letter or sign it already shows in the character. */
export function chordOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): string {
  const parts = [ctrlKey || metaKey ? 'Ctrl' : '', altKey ? 'Alt' : '', shiftKey && key.length > 1 ? 'Shift' : '', key]
  return parts.filter((part) => part !== '').join('+')
}

const TEXT_FIELD =
  'input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable=true]'
/** Widgets with a type-ahead or arrow keys of their own. */
const OWN_KEYS = '[role=menu], [role=listbox], [role=tablist], [role=radiogroup], [role=slider], input[type=radio]'
const PRESSABLE = 'button, a[href], summary, input[type=checkbox], [role=tab], [role=menuitem], [role=option]'

/** While a person types or works a menu, keys are theirs; Enter and Space on something that can be pressed press it. */
function belongsToTarget(chord: string, target: EventTarget | null): boolean {
  if (!isElement(target)) return false
  if (target.closest(TEXT_FIELD) !== null) return !chord.startsWith('Ctrl+')
  // A dialog has the keyboard to itself; '?' closes the overlay that it opened.
  if (target.closest('[role=dialog]') !== null) return chord !== '?'
  const bare = !chord.includes('+') || chord.startsWith('Shift+')
  if (target.closest('[role=menu], [role=listbox]') !== null) return bare
  if (target.closest(OWN_KEYS) !== null && /^(Shift\+)?(Arrow|Home|End)/.test(chord)) return true
  return (chord === 'Enter' || chord === ' ') && target.closest(PRESSABLE) !== null
}

function isElement(target: EventTarget | null): target is Element {
  return target !== null && 'closest' in target
}

function change(next: readonly Registration[]): void {
  registrations = next
  shown = next.map((one) => one.shown)
  for (const listener of listeners) listener()
}

let shown: readonly KeyGroup[] = []

function groups(): readonly KeyGroup[] {
  return shown
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
