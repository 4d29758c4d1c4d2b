/** A name as reports write it, so that no program makes a link of it: `shop[.]example[.]com`. Renderer-safe. */
export function defang(name: string): string {
  return name.replaceAll('.', '[.]')
}
