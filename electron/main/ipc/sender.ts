import { isBundleAddress } from '../bundle-address.ts'

/** What is known of who sent a message; Electron's own events fit. */
export type Sender = {
  sender: { id: number }
  senderFrame: { url: string; parent: unknown } | null
}

/**
 * The one place that decides whether a message comes from our own page: a window that we opened, its top frame, at our scheme and host.
 * Never by origin: Node gives every custom scheme the origin 'null', so comparing origins compares nothing.
 */
export function isOurPage({ sender, senderFrame }: Sender, pages: { has(id: number): boolean }): boolean {
  if (senderFrame === null || senderFrame.parent !== null) return false
  return pages.has(sender.id) && isBundleAddress(senderFrame.url)
}
