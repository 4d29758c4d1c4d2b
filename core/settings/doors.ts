import { z } from 'zod'
import { certificateSourceSchema } from '../certificate/certificate.ts'

/** Settings of what is open beside plain DNS on this machine. Browser-safe. */

const WRITE_A_NETWORK = 'write a network, such as 192.168.0.0/16 or fd00::/8, or one address'
const networkSchema = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], { message: WRITE_A_NETWORK })
const addressSchema = z.union([z.ipv4(), z.ipv6()], {
  message: 'write an address of this machine, such as 192.168.1.5, or 0.0.0.0 for all of them',
})
/** Null: the usual one where it may be bound, else one that needs no rights. */
const portSchema = z.number().int().min(1).max(65_535).nullable()

export const doorsSettings = {
  /** DNS over TLS (RFC 7858), DNS over HTTPS (RFC 8484), and the latter without TLS on loopback, for a reverse proxy. */
  encryptedDoors: z.object({
    tls: z.boolean(),
    tlsPort: portSchema,
    https: z.boolean(),
    httpsPort: portSchema,
    plain: z.boolean(),
    plainPort: portSchema,
    path: z
      .string()
      .max(200)
      .regex(/^\/[\w.~/-]*$/, { message: 'write a path, such as /dns-query' }),
  }),
  certificate: certificateSourceSchema,
  /** Addresses beyond loopback where everything opens too, and the networks whose clients may ask. */
  network: z.object({ addresses: z.array(addressSchema).max(16), clients: z.array(networkSchema).max(256) }),
  /** Proxies whose X-Forwarded-For is believed at the plain door. */
  proxies: z.array(networkSchema).max(64),
}

/** The networks that are never of the public Internet (RFC 1918, RFC 4193, RFC 3927, RFC 4291). */
export const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]

export type DoorsSettings = { [K in keyof typeof doorsSettings]: z.infer<(typeof doorsSettings)[K]> }

export const defaultDoorsSettings: DoorsSettings = {
  encryptedDoors: {
    tls: false,
    tlsPort: null,
    https: false,
    httpsPort: null,
    plain: false,
    plainPort: null,
    path: '/dns-query',
  },
  certificate: { kind: 'own', names: [] },
  network: { addresses: [], clients: PRIVATE_NETWORKS },
  proxies: [],
}
