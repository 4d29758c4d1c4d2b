/** False where the browser refuses: without focus, or without permission. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand(text)
  }
}

/** The Electron shell refuses all permissions, the clipboard's own among them; a person's key or press may still copy a selection. */
function copyByCommand(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  document.body.append(field)
  const before = document.activeElement
  field.select()
  const page: { execCommand: (command: 'copy') => boolean } = document
  const copied = page.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return copied
}
