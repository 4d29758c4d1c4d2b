import { parseArgs } from 'node:util'
import { keptPlace } from '../system/machine-dns/journal.ts'
import { journalPlaces, machineDns } from '../system/machine-dns/this-machine.ts'
import { tellRestored } from '../system/machine-dns/told.ts'
import { userDataFolder } from './places.ts'

/** What `npm run restore-dns` ends with; a script may rely on it. */
export const RESTORE_STATUS = { done: 0, failed: 1, badOption: 2, left: 3 } as const

const HELP = `Puts this machine's DNS settings back as they were before the workstation changed them.
What somebody else has changed since stays as it is and is named. Doing it twice does no harm.

  --data DIR    the workstation's data folder, where it is not the user's
  --root DIR    the machine whose settings lie below DIR, such as one that was started from a stick (Linux)

Ends with 0: done, or nothing to do; 1: it failed; 2: unknown option; 3: something was left as somebody else set it.`

/** Needs nothing but Node: no package, no bundle, no running workstation. Returns the exit status. */
export async function restoreDns(argv: readonly string[], say: (line: string) => void): Promise<number> {
  const options = optionsOf(argv)
  if (typeof options === 'string') {
    say(options)
    return RESTORE_STATUS.badOption
  }
  if (options.help) {
    say(HELP)
    return RESTORE_STATUS.done
  }
  const place = { dataFolder: options.data, root: options.root }
  const dns = machineDns(place)
  if (dns === null) {
    say(`The DNS settings of ${process.platform} are not changed by the workstation, so there is nothing to put back.`)
    return RESTORE_STATUS.done
  }
  const restored = await dns.restore()
  if (!restored.ok) {
    const { message, command } = restored.fault
    say(`It could not be put back: ${message}.`)
    if (restored.fault.kind === 'no-rights') say('Run the same with those rights: sudo npm run restore-dns')
    else if (command !== null) say(`Try: ${command}`)
    return RESTORE_STATUS.failed
  }
  for (const line of tellRestored(restored.value)) say(line)
  if (!restored.value.undone.some(({ how }) => how === 'left')) return RESTORE_STATUS.done
  say(`What stood there before the workstation is kept in ${journalPlaces(place).map(keptPlace).join(' or ')}.`)
  return RESTORE_STATUS.left
}

function optionsOf(argv: readonly string[]): { data: string; root: string; help: boolean } | string {
  const options = { data: { type: 'string' }, root: { type: 'string' }, help: { type: 'boolean' } } as const
  try {
    const { data, root, help } = parseArgs({ args: [...argv], options, allowPositionals: false }).values
    return { data: data ?? userDataFolder(), root: root ?? '/', help: help ?? false }
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; --help shows the options`
  }
}
