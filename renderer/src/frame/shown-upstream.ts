/** An upstream as a line of text shows it: that its key is pinned, but not the 44 characters of it. */
export function shownUpstream(text: string): string {
  const bare = text.replace(/#sha256\/[^#]+/g, '')
  return bare === text ? text : `${bare} (key pinned)`
}
