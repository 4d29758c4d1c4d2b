import type { DomainName } from './name.ts'

/** The longest of `names` that the name is or lies below; null when there is none. One look-up a label, however many names there are. */
export function nearestParent(name: DomainName, names: { has(name: string): boolean }): DomainName | null {
  for (let from = 0; from >= 0;) {
    const part = name.slice(from)
    if (names.has(part)) return part as DomainName
    const dot = name.indexOf('.', from)
    from = dot < 0 ? -1 : dot + 1
  }
  return null
}
