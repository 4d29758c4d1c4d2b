/** Which kits are wanted, the best first: a machine whose GPU cannot be used after all still gets the native library for its processor. */
export function wantedKits(gpu) {
  return gpu.kind === 'usable' ? ['gpu', 'cpu'] : ['cpu']
}

/** Nothing is left to try: each kit that would be better than the one in place has failed, and not long ago. */
export function settled(kinds, { laidOut, failure }) {
  for (const kind of kinds) {
    if (laidOut(kind)) return true
    if (failure(kind) === undefined) return false
  }
  return true
}

/**
 * Takes the first kit that can be had, by the first of its roads that leads to one. A road throws with the reason, or gives undefined where it
 * has nothing. What a kit failed by is remembered, so that the next one is tried and the next start is quick.
 */
export async function firstKit(kinds, { roads, layOut, laidOut, failure, remember }) {
  for (const kind of kinds) {
    if (laidOut(kind)) return kind
    if (failure(kind) !== undefined) continue
    const faults = []
    for (const road of roads(kind)) {
      try {
        const kit = await road(kind)
        if (kit === undefined) continue
        await layOut(kit, kind)
        return kind
      } catch (fault) {
        faults.push(fault.message)
      }
    }
    remember(kind, faults.join('; '))
  }
  return undefined
}
