import { BlockList, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Endpoint } from '../resolver/endpoint.ts'
import { isOurs } from '../resolver/machine-upstreams.ts'
import { parseUpstream, upstreamText, type UpstreamAddress } from '../resolver/upstream/address.ts'
import { failed, ok, type Result } from '../system/result.ts'
import { checkDoors } from './doors-checks.ts'
import { honeypotOf } from './honeypot-page.ts'
import { readForwardingLine } from './lines.ts'
import type { Settings } from './settings.ts'

/** What is wrong between fields that are each right alone. `field` is the one to mend. */
export type SettingsFault = { kind: 'bad-input'; field: string; message: string }

/** The first thing that does not go together; null when all does. `listening` is where this resolver answers. */
export function checkTogether(settings: Settings, listening: Endpoint | null): SettingsFault | null {
  const { upstreams, bootstrap, forwarding, blockingAnswer, modelAnswer, decisionAnswer } = settings
  const honeypot = honeypotOf(settings)
  const seen = new Set<string>()
  for (const [at, text] of upstreams.entries()) {
    const field = `upstreams.${at}`
    const parsed = askable(text, listening)
    if (!parsed.ok) return fault(field, parsed.fault)
    if (seen.has(parsed.value)) return fault(field, `${text} stands in the list twice`)
    seen.add(parsed.value)
  }
  for (const [at, text] of bootstrap.entries()) {
    const parsed = askable(text, listening)
    if (!parsed.ok) return fault(`bootstrap.${at}`, parsed.fault)
  }
  const domains = new Set<string>()
  for (const [at, text] of forwarding.entries()) {
    const line = readForwardingLine(text)
    if (!line.ok) return fault(`forwarding.${at}`, line.fault.message)
    const wrong = line.value.upstreams.map((one) => askable(one, listening)).find((parsed) => !parsed.ok)
    if (wrong?.ok === false) return fault(`forwarding.${at}`, wrong.fault)
    if (domains.has(line.value.domain)) return fault(`forwarding.${at}`, `${line.value.domain} has a line already`)
    domains.add(line.value.domain)
  }
  if (
    [blockingAnswer, modelAnswer, decisionAnswer].includes('honeypot') &&
    honeypot.ipv4 === null &&
    honeypot.ipv6 === null
  ) {
    return fault('honeypot', 'answering with the honeypot needs its IPv4 or IPv6 address, or its page')
  }
  return checkDoors(settings)
}

/** The canonical text of an upstream that can be asked, and is not our own. */
function askable(text: string, listening: Endpoint | null): Result<string, string> {
  const parsed = parseUpstream(text)
  if (!parsed.ok) return failed(parsed.fault.message)
  const address = canonicalUpstream(parsed.value)
  for (const { host, port } of placesOf(address)) {
    if (UNUSABLE.check(host, isIPv4(host) ? 'ipv4' : 'ipv6'))
      return failed(`${text} is not the address of one machine: no server can be asked there`)
    if (isOurs({ host, port }, listening) || isOnThisMachine({ host, port }, listening))
      return failed(`${text} is this resolver's own address: it would ask itself for ever`)
  }
  return ok(upstreamText(address))
}

function canonicalUpstream(address: UpstreamAddress): UpstreamAddress {
  if (address.transport === 'udp' || address.transport === 'tcp')
    return { ...address, at: { ...address.at, host: canonical(address.at.host) } }
  return { ...address, at: address.at.map(canonical) }
}

function placesOf(address: UpstreamAddress): Endpoint[] {
  if (address.transport === 'udp' || address.transport === 'tcp') return [address.at]
  return address.at.map((host) => ({ host, port: address.port }))
}

/** A socket that is open on all addresses is met at each address of this machine. */
function isOnThisMachine({ host, port }: Endpoint, listening: Endpoint | null): boolean {
  if (listening?.port !== port || !['0.0.0.0', '::'].includes(listening.host)) return false
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return own.some(({ address }) => canonical(address) === host)
}

/** One text for each address: `::ffff:192.0.2.1` is `192.0.2.1`, and `2001:DB8:0::1` is `2001:db8::1`. */
function canonical(host: string): string {
  const bare = host.replace(/%.*$/, '')
  const short = !isIPv4(bare) ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (mapped === null) return short
  const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Unspecified, multicast and broadcast addresses. */
const UNUSABLE = new BlockList()
UNUSABLE.addSubnet('0.0.0.0', 8, 'ipv4')
UNUSABLE.addSubnet('224.0.0.0', 3, 'ipv4')
UNUSABLE.addAddress('::', 'ipv6')
UNUSABLE.addSubnet('ff00::', 8, 'ipv6')

function fault(field: string, message: string): SettingsFault {
  return { kind: 'bad-input', field, message: `${field}: ${message}` }
}
