import { createCertificateKeeper, type CertificateKeeper } from '../certificate/keeper.ts'
import type { CertificateState } from '../certificate/certificate.ts'
import type { DoorsConfig, DoorState } from '../resolver/doors/config.ts'
import { isLoopback, parseEndpoint } from '../resolver/endpoint.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { Settings } from '../settings/settings.ts'
import type { SettingsStore } from '../settings/store.ts'
import type { Clock } from '../system/clock.ts'
import type { WorkstationOptions } from './options.ts'

export type DoorsParts = {
  options: Pick<WorkstationOptions, 'dot' | 'doh'>
  settings: SettingsStore
  /** Where the certificate made here lies. */
  folder: string
  clock: Clock
  /** Something that a person sees has changed. */
  onChange(): void
  report(problem: unknown): void
}

/** What is open beside plain DNS on this machine: the settings, the certificate and the resolver's doors, kept in step. */
export interface DoorsDesk extends AsyncDisposable {
  readonly certificate: CertificateState
  /** PEM that a client has to trust; null where the certificate came from files, or there is none. */
  trusted(): string | null
  /** The resolver's doors follow from here on. Resolves when they are open, or have said why not. */
  follow(resolver: Resolver): Promise<void>
  /** After a change of the settings. */
  reconfigure(): Promise<void>
}

export function createDoorsDesk(parts: DoorsParts): DoorsDesk {
  const { options, settings, clock, report } = parts
  let resolver: Resolver | null = null
  const keeper: CertificateKeeper = createCertificateKeeper({
    folder: parts.folder,
    clock,
    onChange() {
      void open().catch(report)
      parts.onChange()
    },
  })
  const config = () => doorsConfigOf(options, settings.current(), keeper.pair)
  const open = async () => resolver?.setDoors(config())

  async function reconfigure(): Promise<void> {
    const { tls, https } = config()
    await keeper.use(tls === null && https === null ? null : settings.current().certificate)
    await open()
  }

  return {
    get certificate() {
      return keeper.state
    },
    trusted: () =>
      keeper.state.trustFile === null ? null : (keeper.pair?.cert.split(/(?=-----BEGIN)/).at(-1) ?? null),
    async follow(started) {
      resolver = started
      started.on('doors', parts.onChange)
      await reconfigure()
    },
    reconfigure,
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  }
}

/** The command line opens a door whatever the settings say. */
export function doorsConfigOf(
  { dot, doh }: Pick<WorkstationOptions, 'dot' | 'doh'>,
  { encryptedDoors, network, proxies }: Settings,
  certificate: DoorsConfig['certificate']
): DoorsConfig {
  const { tls, tlsPort, https, httpsPort, plain, plainPort, path } = encryptedDoors
  return {
    addresses: network.addresses,
    clients: network.clients,
    tls: dot !== null ? { port: dot } : tls ? { port: tlsPort } : null,
    https: doh !== null ? { port: doh, path } : https ? { port: httpsPort, path } : null,
    plain: plain ? { port: plainPort, path } : null,
    proxies,
    certificate,
  }
}

/** For whoever started this: where the encrypted doors are open, nothing of one that is shut. */
export function encryptedAddresses(
  doors: readonly DoorState[],
  { encryptedDoors }: Settings
): { dot?: string; doh?: string } {
  const first = (kind: DoorState['kind']) => doors.find((door) => door.kind === kind)?.open[0]
  const [dot, doh] = [first('tls'), first('https')]
  return {
    ...(dot === undefined ? {} : { dot }),
    ...(doh === undefined ? {} : { doh: `https://${doh}${encryptedDoors.path}` }),
  }
}

/** The networks that may ask, where anything is open beyond this machine; empty where nothing is. */
export function openTo(address: string | null, doors: readonly DoorState[], { network }: Settings): string[] {
  const open = [...(address === null ? [] : [address]), ...doors.flatMap((door) => door.open)]
  return open.some(isBeyond) ? network.clients : []
}

function isBeyond(open: string): boolean {
  const at = parseEndpoint(open, 53, 0)
  return at.ok && !isLoopback(at.value.host)
}
