import { z } from 'zod'

/** Browser-safe. */

const ipv4 = z.ipv4()
const loopbackSchema = z
  .string()
  .refine((text) => text === '::1' || (text.startsWith('127.') && ipv4.safeParse(text).success), {
    message: 'write a loopback address: one that begins with 127, or ::1',
  })

export const honeypotPageSettings = {
  /** A page that says why a name is blocked, over HTTP on this machine, and writes down who came. */
  honeypotPage: z.object({ on: z.boolean(), address: loopbackSchema, port: z.number().int().min(1).max(65_535) }),
}
export type HoneypotPageSettings = {
  [K in keyof typeof honeypotPageSettings]: z.infer<(typeof honeypotPageSettings)[K]>
}

/** Browsers ask at port 80 when a name has no other one. */
export const defaultHoneypotPage: HoneypotPageSettings = { honeypotPage: { on: false, address: '127.0.0.1', port: 80 } }

export type HoneypotAddresses = { ipv4: string | null; ipv6: string | null }

/** Where names that are answered with the honeypot lead: the addresses that a person set, else the page's while it is on. */
export function honeypotOf({
  honeypot,
  honeypotPage,
}: HoneypotPageSettings & { honeypot: HoneypotAddresses }): HoneypotAddresses {
  if (honeypot.ipv4 !== null || honeypot.ipv6 !== null || !honeypotPage.on) return honeypot
  const { address } = honeypotPage
  return address.includes(':') ? { ipv4: null, ipv6: address } : { ipv4: address, ipv6: null }
}
