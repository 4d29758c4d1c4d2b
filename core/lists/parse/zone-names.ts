/** A name of a zone file as far as it is known: `text` has no dot at its end; one that is not absolute counts from the zone's own name. */
export type ZoneName = { text: string; absolute: boolean }

/** The names of a zone file, which count from the current origin (RFC 1035, 5.1), seen from the zone itself. */
export interface ZoneNames {
  /** `$ORIGIN`. The first absolute one is the zone, unless the SOA record says another. */
  setOrigin(text: string): void
  /** The name that a text means now; a later `$ORIGIN` does not change it. */
  whole(text: string): ZoneName
  /** The SOA record's owner is the zone. */
  setZone(owner: ZoneName): void
  /** The name without the zone's; '' for the zone itself, null when it lies elsewhere or nobody has said where the zone lies. */
  within(name: ZoneName): string | null
  /** The whole name, without a dot at its end; null when it counts from an origin that nobody has said. */
  absolute(text: string): string | null
}

export function createZoneNames(): ZoneNames {
  let origin: ZoneName = { text: '', absolute: false }
  let zone: string | null = null

  function complete(text: string): ZoneName {
    if (text === '@') return origin
    if (text.endsWith('.')) return { text: text.slice(0, -1).toLowerCase(), absolute: true }
    const below = text.toLowerCase()
    return { text: origin.text === '' ? below : `${below}.${origin.text}`, absolute: origin.absolute }
  }

  return {
    setOrigin(text) {
      origin = complete(text)
      if (origin.absolute) zone ??= origin.text
    },
    whole: complete,
    setZone(name) {
      if (name.absolute) zone = name.text
    },
    absolute(text) {
      const { text: whole, absolute } = complete(text)
      return absolute ? whole : null
    },
    within(name) {
      if (!name.absolute) return name.text
      if (zone === null) return null
      if (name.text === zone) return ''
      return name.text.endsWith(`.${zone}`) ? name.text.slice(0, -zone.length - 1) : null
    },
  }
}
