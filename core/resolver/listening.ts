import { isIPv4 } from 'node:net'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Receiver } from './door.ts'
import { endOfTurn } from './end-of-turn.ts'
import { endpointText, isLoopback, type Endpoint } from './endpoint.ts'
import { openingFault } from './opening-fault.ts'
import { listenTcp } from './tcp-listener.ts'
import { listenUdp } from './udp-listener.ts'

/** Where the resolver answers now. `note` is for a person: why it is not what was wanted, and what to do. */
export type Listening = { address: Endpoint; note: string | null; close(): Promise<void> }

/** Who takes in what comes from this machine alone, and who what other machines can send; who of them may connect. */
export type Doors = { own: Receiver; others: Receiver; mayConnect?: (address: string) => boolean }

const USUAL: Endpoint = { host: '127.0.0.1', port: 53 }
const WITHOUT_RIGHTS: Endpoint = { host: '127.0.0.1', port: 5335 }

type Closable = { close(done: () => void): unknown }

/** Opens UDP and TCP; null tries the usual port of DNS first and else one that needs no rights. */
export async function listen(wanted: Endpoint | null, doors: Doors): Promise<Result<Listening, Fault>> {
  if (wanted !== null) return openWithTwin(wanted, doors)
  const usual = await openWithTwin(USUAL, doors)
  if (usual.ok) return usual
  const other = await openWithTwin(WITHOUT_RIGHTS, doors)
  if (!other.ok) return other
  const why = `${usual.fault.message} Answering on ${endpointText(WITHOUT_RIGHTS)} instead.`
  return ok({ ...other.value, note: [why, other.value.note].filter((part) => part !== null).join(' ') })
}

/** An IPv4 loopback address comes with ::1 on the same port where it can be had: programs try both. */
async function openWithTwin(at: Endpoint, doors: Doors): Promise<Result<Listening, Fault>> {
  const opened = await openDns(at, doors)
  if (!opened.ok) return opened
  const { address, sockets } = opened.value
  const listening = { address, note: null, close: () => closeAll(sockets) }
  if (!isIPv4(address.host) || !isLoopback(address.host)) return ok(listening)
  const twin = { host: '::1', port: address.port }
  const second = await openDns(twin, doors)
  if (!second.ok) return ok({ ...listening, note: `Not on ${endpointText(twin)}: ${second.fault.message}` })
  return ok({ ...listening, close: () => closeAll([...sockets, ...second.value.sockets]) })
}

/** UDP and TCP on one address. */
export async function openDns(
  at: Endpoint,
  doors: Doors
): Promise<Result<{ address: Endpoint; sockets: Closable[] }, Fault>> {
  const sockets: Closable[] = []
  const receiver = isLoopback(at.host) ? doors.own : doors.others
  try {
    // Port 0 takes a free one: TCP chooses, since it has fewer of them to share, and UDP takes the same.
    const { mayConnect } = doors
    const tcp = await listenTcp(at, receiver, mayConnect === undefined ? {} : { mayConnect })
    sockets.push(tcp)
    const { port } = tcp
    sockets.push(await listenUdp({ host: at.host, port }, receiver))
    return ok({ address: { host: at.host, port }, sockets })
  } catch (error) {
    await closeAll(sockets)
    return failed(await openingFault(error, at))
  }
}

export async function closeAll(sockets: Closable[]): Promise<void> {
  // Answers that are kept for the end of the turn.
  endOfTurn()
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => void socket.close(() => resolve()))))
}
