/** `shop[.]example` as reports write it. Renderer-safe, as all of this. */
export function refang(text: string): string {
  return text.replaceAll('[.]', '.')
}

/** The host in the address of a page, which may be defanged (`hxxps://shop[.]example/a`); null for what is no such address. */
export function hostOfAddress(text: string): string | null {
  const host = /^h(?:tt|xx)ps?:\/\/(?:[^/?#\s]*@)?(\[[\da-f:.]+\]|[^/:?#\s]+)/i.exec(text)?.[1]
  return host === undefined ? null : refang(host)
}

/** An IPv4 or IPv6 address by its looks; no name of the public DNS looks like one. */
export function looksLikeAddress(text: string): boolean {
  return /^[\d.]+$/.test(text) || /^\[?[\da-f.]*:[\da-f:.]*\]?$/i.test(text)
}
