import { parseEndpoint, sameEndpoint, type Endpoint } from '../resolver/endpoint.ts'
import { isOurs, machineUpstreams } from '../resolver/machine-upstreams.ts'
import { parseUpstream, upstreamText, type UpstreamAddress } from '../resolver/upstream/address.ts'
import { resolversOfNetwork } from '../system/network-resolvers.ts'

const DNS_PORT = 53

export type UpstreamSources = {
  commandLine: readonly string[]
  settings: readonly string[]
  listening: string | null
  /** Who the machine asked before it asked here; null: ask the system. */
  machine?: readonly string[] | null
}

/** Who is asked: the command line's, else the settings', else the machine's own resolver; never the resolver itself. */
export function upstreamsFrom({ commandLine, settings, listening, machine }: UpstreamSources): UpstreamAddress[] {
  const said = commandLine.length > 0 ? commandLine : settings
  if (said.length > 0) return said.map(upstreamOf)
  return machineUpstreams(ownPlace(listening), machine ?? undefined).map((at) => ({ transport: 'udp', at }))
}

/**
 * Who is asked while the machine's own resolver leads back here, as systemd-resolved does when a person named us in its settings: who the network named.
 * An upstream that a person chose has no reserve.
 */
export function reserveFrom(sources: UpstreamSources, written = resolversOfNetwork()): UpstreamAddress[] {
  if (sources.commandLine.length > 0 || sources.settings.length > 0) return []
  return standingBy(sources, written).map((at) => ({ transport: 'udp', at }))
}

/** Who is asked where an encrypted upstream is: the settings' resolvers, else the machine's own, and last those that the network named. */
export function bootstrapFrom(
  { settings, ...where }: Omit<UpstreamSources, 'commandLine'>,
  written = resolversOfNetwork()
): Endpoint[] {
  if (settings.length > 0) return settings.map(endpointOf)
  return [...machineUpstreams(ownPlace(where.listening), where.machine ?? undefined), ...standingBy(where, written)]
}

/** Of those that the network named, who is not asked anyway. */
function standingBy(
  { listening, machine = null }: Pick<UpstreamSources, 'listening' | 'machine'>,
  written: readonly string[]
): Endpoint[] {
  const own = ownPlace(listening)
  const asked = machineUpstreams(own, machine ?? undefined)
  return ownResolversOfNetwork(written, { own, machine }).filter((at) => !asked.some((one) => sameEndpoint(one, at)))
}

/** Those that the network gave, as the system's files say; else those that the machine asked before it asked here. Never ourselves. */
export function ownResolversOfNetwork(
  written: readonly string[],
  { own, machine }: { own: Endpoint | null; machine: readonly string[] | null }
): Endpoint[] {
  const found = written.flatMap((text) => {
    const endpoint = parseEndpoint(text, DNS_PORT)
    return endpoint.ok && !isOurs(endpoint.value, own) ? [endpoint.value] : []
  })
  return found.length > 0 ? found : machineUpstreams(own, machine ?? undefined)
}

export function upstreamTexts(addresses: readonly UpstreamAddress[]): string[] {
  return addresses.map(upstreamText)
}

/** The texts were checked by who took them in. */
export function upstreamOf(text: string): UpstreamAddress {
  const address = parseUpstream(text)
  if (address.ok) return address.value
  throw new Error(address.fault.message)
}

/** Where the resolver listens, as a place that can be asked. */
export function ownPlace(listening: string | null): Endpoint | null {
  return listening === null ? null : endpointOf(listening)
}

function endpointOf(text: string): Endpoint {
  const endpoint = parseEndpoint(text, DNS_PORT)
  if (endpoint.ok) return endpoint.value
  throw new Error(endpoint.fault.message)
}
