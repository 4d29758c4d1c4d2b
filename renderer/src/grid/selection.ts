/**
 * What is selected, and from where a shifted key or click extends it. A range replaces the range before it (it may shrink) but leaves
 * alone what was selected when its anchor was set.
 */
export type Selection = { keys: ReadonlySet<string>; anchor: number | null; base: ReadonlySet<string> }

const NONE: ReadonlySet<string> = new Set()
export const NO_SELECTION: Selection = { keys: NONE, anchor: null, base: NONE }

/** A plain click or arrow: nothing is selected by it, but a range may begin here. */
export function anchored(selection: Selection, index: number): Selection {
  return { keys: selection.keys, anchor: index, base: selection.keys }
}

export function toggled(selection: Selection, key: string, index: number): Selection {
  const keys = new Set(selection.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, anchor: index, base: keys }
}

export function ranged(selection: Selection, keys: readonly string[]): Selection {
  return { ...selection, keys: new Set([...selection.base, ...keys]) }
}

export function selectedAll(keys: readonly string[]): Selection {
  const all = new Set(keys)
  return { keys: all, anchor: null, base: all }
}

export type Extent = 'none' | 'some' | 'all'

/** How much of `total` is selected, for the box in the header. */
export function extentOf(selected: number, total: number): Extent {
  if (selected === 0 || total === 0) return 'none'
  return selected >= total ? 'all' : 'some'
}
