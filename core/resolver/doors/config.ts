import type { Certificate } from './tls.ts'

/** A port as a person chose it; null takes the usual one where it may be bound, else one that needs no rights. */
export type WantedPort = number | null

/** Which doors other than DNS on loopback are wanted. Structured-cloneable. */
export type DoorsConfig = {
  /** Addresses of this machine beyond loopback where every door opens too; '0.0.0.0' and '::' mean all that it has now. */
  addresses: string[]
  /** Networks beyond loopback whose clients may ask, in CIDR notation. */
  clients: string[]
  /** DNS over TLS, DNS over HTTPS, and the latter without TLS for a proxy on this machine; null for shut. */
  tls: { port: WantedPort } | null
  https: { port: WantedPort; path: string } | null
  plain: { port: WantedPort; path: string } | null
  /** Networks of proxies whose X-Forwarded-For is believed at the plain door. */
  proxies: string[]
  /** Null where there is none yet; doors that need it stay shut. */
  certificate: Certificate | null
}

export const NO_DOORS: DoorsConfig = {
  addresses: [],
  clients: [],
  tls: null,
  https: null,
  plain: null,
  proxies: [],
  certificate: null,
}

export type DoorKind = 'dns' | 'tls' | 'https' | 'plain'

/** One door as it is now. `open` are addresses with ports; `notes` say what did not go as wanted, and why. */
export type DoorState = { kind: DoorKind; wanted: boolean; open: string[]; notes: string[] }

/** What an encrypted door tries one after the other where no port was chosen. */
export const USUAL_PORTS: Record<Exclude<DoorKind, 'dns'>, { usual: number; withoutRights: number }> = {
  tls: { usual: 853, withoutRights: 8853 },
  https: { usual: 443, withoutRights: 8443 },
  plain: { usual: 8053, withoutRights: 8053 },
}
