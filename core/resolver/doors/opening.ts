import { networkInterfaces } from 'node:os'
import { failed, ok, type Fault, type Result } from '../../system/result.ts'
import { endpointText, isLoopback, type Endpoint } from '../endpoint.ts'
import { openingFault } from '../opening-fault.ts'
import type { DoorKind, DoorState, WantedPort } from './config.ts'
import { USUAL_PORTS } from './config.ts'

type Closable = { port: number; close(done: () => void): void }

/** One kind of door on all addresses where it is wanted. */
export interface OpenDoors<D> {
  /** Opens what is missing and closes what is not wanted any more; what is open and wanted stays as it is. */
  follow(addresses: readonly string[], port: WantedPort): Promise<void>
  readonly doors: readonly D[]
  state(wanted: boolean): DoorState
  close(): Promise<void>
}

type Open<D> = (at: Endpoint) => Promise<Result<D, Fault>>

/** What rejects with the system's error, as a result. */
export function opener<D>(open: (at: Endpoint) => Promise<D>): Open<D> {
  return async (at) => {
    try {
      return ok(await open(at))
    } catch (error) {
      return failed(await openingFault(error, at))
    }
  }
}

/** The first address of those that were opened says the port for the rest. */
export function openDoors<D extends Closable>(kind: DoorKind, open: Open<D>): OpenDoors<D> {
  const doors = new Map<string, D>()
  /** By address: what was said of one that is not wanted any more goes with it. */
  const notes = new Map<string, string>()
  let chosen: WantedPort = null

  /** The usual port first, unless a person chose one or the other addresses have one already. */
  async function openAt(host: string, port: WantedPort): Promise<void> {
    const settled = port ?? doors.values().next().value?.port ?? null
    const ports = settled !== null || kind === 'dns' ? [settled ?? 53] : Object.values(USUAL_PORTS[kind])
    const why: string[] = []
    for (const one of new Set(ports)) {
      const opened = await open({ host, port: one })
      if (opened.ok) {
        doors.set(host, opened.value)
        if (why.length > 0) notes.set(host, `${why.join(' ')} Open on ${endpointText({ host, port: one })} instead.`)
        else notes.delete(host)
        return
      }
      why.push(opened.fault.message)
    }
    // ::1 is there for who has it; 127.0.0.1 is what everyone was promised.
    if (host !== '::1') notes.set(host, why.join(' '))
  }

  async function closeAt(host: string): Promise<void> {
    const door = doors.get(host)
    doors.delete(host)
    notes.delete(host)
    await new Promise<void>((done) => (door === undefined ? done() : door.close(done)))
  }

  return {
    async follow(addresses, port) {
      const wanted = expanded(addresses)
      const gone = [...doors.keys()].filter((host) => port !== chosen || !wanted.includes(host))
      for (const host of gone) await closeAt(host)
      chosen = port
      for (const host of notes.keys()) if (!wanted.includes(host)) notes.delete(host)
      for (const host of wanted) if (!doors.has(host)) await openAt(host, port)
    },
    get doors() {
      return [...doors.values()]
    },
    state: (wanted) => ({
      kind,
      wanted,
      open: [...doors].map(([host, { port }]) => endpointText({ host, port })),
      notes: [...notes.values()],
    }),
    async close() {
      for (const host of [...doors.keys()]) await closeAt(host)
    },
  }
}

/** '0.0.0.0' and '::' are the addresses that this machine has now beyond loopback: loopback has its own doors, and one socket on all would be in their way. */
function expanded(addresses: readonly string[]): string[] {
  const own = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  const of = (family: string) =>
    own
      .filter((one) => one.family === family && !one.internal && !isLoopback(one.address))
      // A link-local address needs its link beside it, and one link may have another's.
      .filter(({ address }) => !address.startsWith('fe80:'))
      .map(({ address }) => address)
  const all = addresses.flatMap((one) => (one === '0.0.0.0' ? of('IPv4') : one === '::' ? of('IPv6') : [one]))
  return [...new Set(all)]
}
