/** What is known of an example beside its name: 1 malicious, and which kind of name its list says it is (phishing, dga, popular ...), if any. */
export type Truths = { labels: ArrayLike<number>; kinds: readonly (string | null)[] }

/** Kinds have a slot each, the benign ones first: `perClass` for benign kinds, as many for malicious ones. */
export type KindSlots = { slotOf(label: number, kind: string | null): number; used: boolean[] }

const UNKNOWN = ''

/**
 * The most frequent kinds of each class have a slot each; the rest of a class share its last one. Where a class has names of one kind only, or
 * nothing says which, it has one slot.
 */
export function kindSlots({ labels, kinds }: Truths, perClass: number): KindSlots {
  const counts = [new Map<string, number>(), new Map<string, number>()]
  kinds.forEach((kind, at) => {
    const own = counts[labels[at] === 1 ? 1 : 0]!
    own.set(kind ?? UNKNOWN, (own.get(kind ?? UNKNOWN) ?? 0) + 1)
  })
  const slots = counts.map((own, label) => {
    const falling = [...own].sort(([a, most], [b, fewer]) => fewer - most || (a < b ? -1 : 1))
    return new Map(falling.map(([kind], place) => [kind, label * perClass + Math.min(place, perClass - 1)]))
  })
  const used = Array.from({ length: 2 * perClass }, (_, slot) => slots.some((own) => [...own.values()].includes(slot)))
  return {
    used,
    slotOf(label, kind) {
      const own = label === 1 ? 1 : 0
      return slots[own]!.get(kind ?? UNKNOWN) ?? own * perClass
    },
  }
}
