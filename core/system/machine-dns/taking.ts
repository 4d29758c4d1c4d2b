import { failed, ok, type Result } from '../result.ts'
import type { Files } from './files.ts'
import { readJournal, removeJournal, writeJournal, type Journal } from './journal.ts'
import { dnsFault, type Change, type DnsAdapter, type MachineDnsFault, type Reading, type Target } from './port.ts'

export type TakingParts = {
  adapter: DnsAdapter
  files: Files
  /** Where what stood before is kept, the machine's place first. */
  journalPlaces: readonly string[]
  dataFolder: string
  /** ISO 8601. */
  now(): string
}

/** What was done about one change. `left`: somebody else has changed it since, so it stays as it is. */
export type Undone =
  { what: string; how: 'restored' } | { what: string; how: 'as-before' } | { what: string; how: 'left'; found: string }

/** `undone` is in the order in which it was done; empty where nothing was ever changed. */
export type Restored = { journal: Journal | null; undone: Undone[] }

/** The port to the operating system's DNS settings. */
export interface SystemDns {
  read(): Promise<Result<Reading, MachineDnsFault>>
  /** Whether and how this machine's DNS could be set to `target`; nothing is changed. */
  check(target: Target): Promise<Result<Change[], MachineDnsFault>>
  /** Saves what stands, then makes this machine's programs ask `target`. On a fault everything stands as before. */
  take(target: Target): Promise<Result<Journal, MachineDnsFault>>
  /** Puts back what stood before, but for what somebody else has changed since. Does nothing the second time. */
  restore(): Promise<Result<Restored, MachineDnsFault>>
  /** What is taken now; null when nothing is. */
  taken(): Promise<Result<Journal | null, MachineDnsFault>>
  /** Null while this machine's programs are told to ask where the journal says, else what they are told instead. */
  standing(journal: Journal): Promise<string | null>
}

export function systemDns({ adapter, files, journalPlaces, dataFolder, now }: TakingParts): SystemDns {
  const taken = () => readJournal(files, journalPlaces)

  async function check(target: Target): Promise<Result<Change[], MachineDnsFault>> {
    const before = await taken()
    if (!before.ok) return before
    if (before.value !== null) return failed(takenAlready(before.value))
    const reading = await adapter.read()
    return reading.ok ? adapter.plan(reading.value, target) : reading
  }

  async function take(target: Target): Promise<Result<Journal, MachineDnsFault>> {
    const before = await taken()
    if (!before.ok) return before
    if (before.value !== null) return failed(takenAlready(before.value))
    const reading = await adapter.read()
    if (!reading.ok) return reading
    const changes = await adapter.plan(reading.value, target)
    if (!changes.ok) return changes
    const { governor, servers } = reading.value
    const journal: Journal = {
      version: 1,
      takenAt: now(),
      dataFolder,
      governor,
      target,
      changes: changes.value,
      servers,
    }
    const written = await writeJournal(files, journalPlaces, journal)
    if (!written.ok) return written
    const fault = await apply(journal)
    if (fault === null) return ok(journal)
    const undone = await restore()
    if (undone.ok) return failed(fault)
    return failed({ ...fault, message: `${fault.message}; and it could not be undone: ${undone.fault.message}` })
  }

  async function apply({ changes, governor, target }: Journal): Promise<MachineDnsFault | null> {
    for (const change of changes) {
      const put = await adapter.put(change, 'after')
      if (!put.ok) return put.fault
    }
    const reloaded = await adapter.reload(governor)
    if (!reloaded.ok) return reloaded.fault
    const instead = await adapter.standing(governor, target)
    return instead === null ? null : dnsFault('not-in-force', `it was set, but has no effect: ${instead}`)
  }

  async function restore(): Promise<Result<Restored, MachineDnsFault>> {
    const read = await taken()
    if (!read.ok) return read
    const journal = read.value
    if (journal === null) return ok({ journal, undone: [] })
    const undone: Undone[] = []
    for (const change of [...journal.changes].reverse()) {
      const done = await undo(change)
      if (!done.ok) return done
      undone.push(done.value)
    }
    // Also where everything stood as before: a crash may have come between writing and reading.
    const reloaded = await adapter.reload(journal.governor)
    // Where there is no such program nothing has read what was written either.
    if (!reloaded.ok && reloaded.fault.kind !== 'no-program') return reloaded
    await removeJournal(files, journalPlaces, { keep: undone.some(({ how }) => how === 'left') })
    return ok({ journal, undone })
  }

  async function undo(change: Change): Promise<Result<Undone, MachineDnsFault>> {
    const what = change.kind === 'file' ? change.path : change.of
    const found = await adapter.observe(change)
    await adapter.tidy(change)
    if (found.kind === 'other') return ok({ what, how: 'left', found: found.text })
    if (found.kind === 'before') return ok({ what, how: 'as-before' })
    const put = await adapter.put(change, 'before')
    return put.ok ? ok({ what, how: 'restored' }) : put
  }

  return {
    read: () => adapter.read(),
    check,
    take,
    restore,
    taken,
    standing: ({ governor, target }) => adapter.standing(governor, target),
  }
}

function takenAlready({ dataFolder, takenAt }: Journal): MachineDnsFault {
  const message = `the workstation with the data folder ${dataFolder} is this machine's DNS since ${takenAt}`
  return dnsFault('taken', message, 'npm run restore-dns')
}
