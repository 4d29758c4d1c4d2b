import { machineUpstreams } from '../resolver/machine-upstreams.ts'
import { endpointText, parseEndpoint, type Endpoint } from '../resolver/endpoint.ts'

const DNS_PORT = 53

export type UpstreamSources = { commandLine: readonly string[]; settings: readonly string[]; listening: string | null }

/** Who is asked: the command line's, else the settings', else the machine's own resolver; never the resolver itself. */
export function upstreamsFrom({ commandLine, settings, listening }: UpstreamSources): Endpoint[] {
  const said = commandLine.length > 0 ? commandLine : settings
  if (said.length === 0) return machineUpstreams(listening === null ? null : endpointOf(listening))
  return said.map(endpointOf)
}

export function endpointTexts(endpoints: readonly Endpoint[]): string[] {
  return endpoints.map(endpointText)
}

/** The texts were checked by who took them in. */
export function endpointOf(text: string): Endpoint {
  const endpoint = parseEndpoint(text, DNS_PORT)
  if (endpoint.ok) return endpoint.value
  throw new Error(endpoint.fault.message)
}
