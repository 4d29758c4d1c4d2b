import { CallError } from '../contract/fault.ts'
import type { MachineDnsView } from '../contract/machine-dns.ts'
import { parseEndpoint, type Endpoint } from '../resolver/endpoint.ts'
import type { Resolver } from '../resolver/resolver.ts'
import type { Journal } from '../system/machine-dns/journal.ts'
import { startLease, type Lease, type WatchdogProgram } from '../system/machine-dns/lease.ts'
import type { MachineDnsFault, Reading, Target } from '../system/machine-dns/port.ts'
import { machineDns, type MachinePlace } from '../system/machine-dns/this-machine.ts'
import { answers } from '../system/machine-dns/watch.ts'
import { tellRestored } from '../system/machine-dns/told.ts'
import type { SystemDns } from '../system/machine-dns/taking.ts'

export type MachineDnsParts = {
  place: MachinePlace
  watchdog: WatchdogProgram
  notice(text: string): void
  /** Null on a system whose settings nothing here knows; a test gives its own. */
  dns?: SystemDns | null
}

/** Whether this machine asks the workstation: takes that over, gives it back, and knows how it stands. */
export interface MachineDns extends AsyncDisposable {
  readonly view: MachineDnsView
  /** Who was asked before the machine asked here; null while it does not. */
  readonly servers: readonly string[] | null
  /** Puts back what an earlier run has left behind. Before anything listens, so that the upstreams are the machine's real ones. */
  clearUp(): Promise<void>
  /** The resolver answers there from now on; null: nowhere. */
  answersAt(at: Endpoint | null): Promise<void>
  /** Rejects with a CallError, field 'machineDns', when it cannot be done; nothing has changed then. */
  use(wanted: boolean): Promise<void>
  /** Told whenever the view may have changed. */
  onChange(listener: () => void): void
}

const LOOK_EVERY_MS = 15_000
/** A watchdog that ends this often within ten minutes ends for a reason. */
const WATCHDOGS = 3
const WITHIN_MS = 10 * 60_000

export function createMachineDns({ place, watchdog, notice, ...given }: MachineDnsParts): MachineDns {
  const dns = given.dns === undefined ? machineDns(place) : given.dns
  const listeners: (() => void)[] = []
  let target: Target | null = null
  let held: { journal: Journal; lease: Lease } | null = null
  let reading: Reading | null = null
  let obstacle: MachineDnsFault | null = null
  /** What programs are told instead while we hold the settings; null while all is as it should be. */
  let instead: string | null = null
  const watchdogs: number[] = []
  let turn: Promise<unknown> = Promise.resolve()

  /** One thing after the other: giving back must not meet a taking that has half begun. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  function changed(): void {
    for (const listener of listeners) listener()
  }

  async function look(): Promise<void> {
    if (dns === null) return
    const before = JSON.stringify([reading, obstacle, instead, held === null])
    if (held !== null) {
      const taken = await dns.taken()
      if (taken.ok && taken.value === null) await lost('somebody else has put the settings back')
      else instead = await dns.standing(held.journal)
    }
    const read = await dns.read()
    reading = read.ok ? read.value : null
    obstacle = held !== null || target === null ? null : await obstacleTo(dns, target)
    if (before !== JSON.stringify([reading, obstacle, instead, held === null])) changed()
  }

  async function lost(why: string): Promise<void> {
    const last = held
    held = null
    instead = null
    notice(`This machine does not ask here any more: ${why}.`)
    await last?.lease.done()
  }

  async function take(): Promise<void> {
    if (held !== null) return
    if (dns === null)
      throw refusal({ message: `the DNS settings of ${process.platform} are not known here`, command: null })
    if (target === null)
      throw refusal({ message: 'the resolver answers nowhere, so nothing can ask it', command: null })
    // The watchdog first: there is no moment in which the machine asks here and nobody watches.
    const lease = startLease({ place, target }, watchdog)
    const taken = await dns.take(target).catch(async (bug: unknown) => {
      await lease.done()
      throw bug
    })
    if (!taken.ok) {
      await lease.done()
      obstacle = taken.fault
      throw refusal(taken.fault)
    }
    held = { journal: taken.value, lease }
    instead = null
    obstacle = null
    void lease.ended.then(() => inTurn(() => watchAgain(lease)))
  }

  /** The watchdog has ended while we hold the settings: killed, or it took us for dead and has put them back. */
  async function watchAgain(lease: Lease): Promise<void> {
    if (held?.lease !== lease || dns === null || target === null) return
    const taken = await dns.taken()
    const now = performance.now()
    watchdogs.push(now)
    if (watchdogs.filter((at) => now - at < WITHIN_MS).length > WATCHDOGS) {
      await giveBack()
      notice(`The watchdog has ended ${WATCHDOGS + 1} times in ten minutes: this machine's DNS settings were put back.`)
    } else if (taken.ok && taken.value !== null) {
      held = { journal: held.journal, lease: startLease({ place, target }, watchdog) }
      const next = held.lease
      void next.ended.then(() => inTurn(() => watchAgain(next)))
    } else {
      held = null
      notice("The watchdog found the workstation silent and put this machine's DNS settings back; they are set again.")
      await take().catch((error: unknown) => notice(error instanceof Error ? error.message : String(error)))
    }
    changed()
  }

  async function giveBack(): Promise<void> {
    if (held === null || dns === null) return
    const restored = await dns.restore()
    if (!restored.ok)
      throw refusal({ ...restored.fault, message: `it could not be put back: ${restored.fault.message}` })
    for (const one of restored.value.undone)
      if (one.how === 'left') notice(`${one.what} was left alone: somebody else has changed it (${one.found}).`)
    const { lease } = held
    held = null
    instead = null
    await lease.done()
  }

  const looking = setInterval(() => void inTurn(look).catch(() => undefined), LOOK_EVERY_MS)

  return {
    get view() {
      return viewOf({ supported: dns !== null, reading, obstacle, instead, journal: held?.journal ?? null, target })
    },
    get servers() {
      return held === null ? null : serversBehind(held.journal, reading)
    },
    clearUp: () =>
      inTurn(async () => {
        const left = await dns?.taken()
        if (dns === null || left === undefined) return
        if (left.ok && left.value === null) return
        // The machine's journal may be that of another workstation, which runs and watches over it itself.
        if (
          left.ok &&
          left.value !== null &&
          left.value.dataFolder !== place.dataFolder &&
          (await answers(left.value.target))
        )
          return notice(
            `The workstation with the data folder ${left.value.dataFolder} is this machine's DNS and stays it.`
          )
        const restored = left.ok ? await dns.restore() : left
        if (!restored.ok)
          return notice(`This machine's DNS settings are still those of an earlier run: ${restored.fault.message}.`)
        notice(
          ['An earlier run had ended without putting the DNS settings back.', ...tellRestored(restored.value)].join(' ')
        )
      }),
    answersAt: (at) =>
      inTurn(async () => {
        const next = at === null ? null : reachable(at)
        if (held !== null && JSON.stringify(next) !== JSON.stringify(held.journal.target)) await giveBack()
        target = next
        await look()
        changed()
      }),
    use: (wanted) =>
      inTurn(async () => {
        await (wanted ? take() : giveBack())
        await look()
        changed()
      }),
    onChange: (listener) => void listeners.push(listener),
    async [Symbol.asyncDispose]() {
      clearInterval(looking)
      await inTurn(giveBack).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        notice(`${why}; run "npm run restore-dns"`)
      })
    },
  }
}

/**
 * Who is asked in the end. systemd-resolved keeps knowing what each network gave it, also when the machine has moved to another one; everybody else
 * knows us alone, so those of before are asked.
 */
export function serversBehind({ servers, target }: Journal, reading: Reading | null): readonly string[] {
  if (reading?.governor !== 'systemd-resolved') return servers
  const given = reading.servers.filter((one) => one !== target.host)
  return given.length > 0 ? given : servers
}

/** What listens everywhere is asked on loopback. */
function reachable({ host, port }: Endpoint): Target {
  if (host === '0.0.0.0') return { host: '127.0.0.1', port }
  return { host: host === '::' ? '::1' : host, port }
}

async function obstacleTo(dns: SystemDns, target: Target): Promise<MachineDnsFault | null> {
  const possible = await dns.check(target)
  return possible.ok ? null : possible.fault
}

function refusal({ message, command }: { message: string; command: string | null }): CallError {
  const how = command === null ? '' : ` (${command})`
  return new CallError({ kind: 'refused', message: `machineDns: ${message}${how}`, field: 'machineDns' })
}

type Known = {
  supported: boolean
  reading: Reading | null
  obstacle: MachineDnsFault | null
  instead: string | null
  journal: Journal | null
  target: Target | null
}

function viewOf({ supported, reading, obstacle, instead, journal, target }: Known): MachineDnsView {
  const governor = reading?.governor ?? null
  const common = { governor, servers: journal?.servers ?? reading?.servers ?? [], notes: reading?.notes ?? [] }
  if (!supported) {
    const message = 'how this system says where its programs ask is not known here'
    return { ...common, state: 'unsupported', detail: null, obstacle: { message, command: null } }
  }
  if (journal !== null)
    return { ...common, state: instead === null ? 'set' : 'overruled', detail: instead, obstacle: null }
  if (target === null)
    return {
      ...common,
      state: 'not-set',
      detail: null,
      obstacle: { message: 'the resolver answers nowhere', command: null },
    }
  const said = obstacle === null ? null : { message: obstacle.message, command: obstacle.command }
  return { ...common, state: 'not-set', detail: null, obstacle: said }
}

export type FollowParts = {
  machineDns: MachineDns
  resolver: Pick<Resolver, 'address' | 'on'>
  protection: { reconfigure(): Promise<void> }
  settings: { current(): { machineDns: boolean } }
  notice(text: string): void
}

/** The machine asks here while the resolver answers, if that is wished, and the upstreams are those that it asked before. */
export async function followResolver({
  machineDns,
  resolver,
  protection,
  settings,
  notice,
}: FollowParts): Promise<void> {
  let servers: string | null = null
  const told = (text: unknown): void => notice(text instanceof Error ? text.message : String(text))
  machineDns.onChange(() => {
    const now = JSON.stringify(machineDns.servers)
    if (now === servers) return
    servers = now
    void protection.reconfigure().catch(told)
  })
  resolver.on('failed', ({ restarts }) => {
    if (!restarts) void machineDns.answersAt(null).catch(told)
  })
  await machineDns.answersAt(endpointAt(resolver.address))
  if (settings.current().machineDns) await machineDns.use(true).catch(told)
}

function endpointAt(address: string | null): Endpoint | null {
  const parsed = address === null ? null : parseEndpoint(address, DNS_PORT)
  return parsed?.ok === true ? parsed.value : null
}

const DNS_PORT = 53
