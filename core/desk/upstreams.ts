import { parseEndpoint, type Endpoint } from '../resolver/endpoint.ts'
import { machineUpstreams } from '../resolver/machine-upstreams.ts'
import { parseUpstream, upstreamText, type UpstreamAddress } from '../resolver/upstream/address.ts'

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

/** Who is asked where an encrypted upstream is: the settings' resolvers, else the machine's own. */
export function bootstrapFrom({
  settings,
  listening,
  machine,
}: Pick<UpstreamSources, 'settings' | 'listening' | 'machine'>): Endpoint[] {
  if (settings.length > 0) return settings.map(endpointOf)
  return machineUpstreams(ownPlace(listening), machine ?? undefined)
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
