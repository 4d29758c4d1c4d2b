import { failed, ok, type Result } from '../result.ts'
import { portFault } from './linux.ts'
import type { Change, DnsAdapter, Governor, MachineDnsFault, Reading, Target } from './port.ts'

/** The servers that one network service or interface was given by a person; none: as the network says. */
export type Given = { of: string; servers: string[] }

/** What macOS and Windows have in common: a list of network services, each with servers of its own. */
export type ServiceCommands = {
  governor: Governor
  given(): Promise<Result<Given[], MachineDnsFault>>
  /** Who is asked in the end, whoever said so. */
  effective(): Promise<{ servers: string[]; searches: string[] }>
  give(of: string, servers: readonly string[]): Promise<Result<null, MachineDnsFault>>
  /** Makes the system forget the answers that it keeps. */
  flush(): Promise<void>
  /** The addresses that a service gets for one of ours. */
  serversFor(host: string): string[]
}

export function dnsByService(system: ServiceCommands): DnsAdapter {
  async function standing(_: Governor, { host }: Target): Promise<string | null> {
    const { servers } = await system.effective()
    const others = servers.filter((one) => !system.serversFor(host).includes(one))
    if (servers.includes(host) && others.length === 0) return null
    return servers.length === 0 ? 'no network service is up' : `the system asks ${servers.join(', ')}`
  }

  return {
    async read() {
      const given = await system.given()
      if (!given.ok) return given
      const reading: Reading = { governor: system.governor, ...(await system.effective()), notes: [] }
      return ok(reading)
    },
    async plan(_, target) {
      if (target.port !== 53) return failed(portFault(target))
      const given = await system.given()
      if (!given.ok) return given
      const after = system.serversFor(target.host)
      return ok(given.value.map(({ of, servers }): Change => ({ kind: 'servers', of, before: servers, after })))
    },
    async observe(change) {
      if (change.kind !== 'servers') return { kind: 'other', text: 'a change of another system' }
      const given = await system.given()
      // Better to write it twice than to leave a machine without DNS because it could not be looked at.
      if (!given.ok) return { kind: 'after' }
      const now = given.value.find(({ of }) => of === change.of)
      if (now === undefined || alike(now.servers, change.before)) return { kind: 'before' }
      if (alike(now.servers, change.after)) return { kind: 'after' }
      return { kind: 'other', text: now.servers.length === 0 ? 'as the network says' : now.servers.join(', ') }
    },
    async put(change, which) {
      if (change.kind !== 'servers') throw new Error('a change of another system')
      return system.give(change.of, change[which])
    },
    tidy: async () => undefined,
    async reload() {
      await system.flush()
      return ok(null)
    },
    standing,
  }
}

function alike(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at])
}
