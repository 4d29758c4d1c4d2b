import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openLibrary } from '../../core/lists/library.ts'
import type { CompiledBook } from '../../core/lists/rule-book.ts'
import { openSettings } from '../../core/settings/store.ts'
import { systemClock as clock } from '../../core/system/clock.ts'
import { openJournal } from '../../core/vetting/journal-file.ts'
import { algorithmicNames, lureNames, popularNames, type Chance } from './names.ts'
import type { Network } from './traffic.ts'

const TRAINING_NAMES = 2000

/** What a person would have set up by now: settings, a list with two broken lines, a few decisions, names to train with. */
export async function prepare(
  dataFolder: string,
  demo: { chance: Chance; listed: string[]; network: Network }
): Promise<CompiledBook> {
  await mkdir(dataFolder, { recursive: true })
  const settings = await openSettings({ file: join(dataFolder, 'settings.json'), clock })
  // No registry is asked: nothing leaves the machine.
  await settings.change({ firstRunDone: true, lookUps: 'offline', modelAction: 'block' }, null)
  await writeTrainingNames(join(dataFolder, 'names-to-train-with.csv'), demo.chance)
  await decide(join(dataFolder, 'decisions.jsonl'), demo.network)

  const file = join(dataFolder, 'office-blocklist.txt')
  const lines = ['# blocks for the office, by hand', ...demo.listed, '||ads.somewhere.example^', 'not a name at all']
  await writeFile(file, `${lines.join('\n')}\n`)
  await using library = await openLibrary({ folder: join(dataFolder, 'lists'), clock })
  if (library.all().length === 0) {
    await library.add({ name: 'Office block list', effect: 'block', source: { kind: 'file', path: file } })
  }
  return library.compiled()
}

async function decide(file: string, network: Network): Promise<void> {
  await using journal = await openJournal({ file, clock })
  if (journal.entries.length > 0) return
  const draft = { actor: 'demo', undoes: null }
  const [popular, generated, lure] = network.nameOfEveryKind()
  if (popular !== undefined) await journal.append({ ...draft, names: [popular], class: 'benign', note: 'our own shop' })
  if (generated !== undefined)
    await journal.append({ ...draft, names: [generated], class: 'malicious', note: 'a bot asked for it' })
  if (lure !== undefined)
    await journal.append({ ...draft, names: [lure], class: 'honeypot', note: 'see who falls for it' })
}

/** Some names of either class look like the other one, as in life: a good site that was broken into, a good name made by a machine. */
async function writeTrainingNames(file: string, chance: Chance): Promise<void> {
  const row = (label: string) => (name: string) => `${name},${label}`
  const odd = TRAINING_NAMES / 10
  const benign = [...popularNames(chance, TRAINING_NAMES), ...lureNames(chance, odd), ...algorithmicNames(chance, odd)]
  const lures = lureNames(chance, TRAINING_NAMES / 2)
  const malicious = [...lures, ...algorithmicNames(chance, TRAINING_NAMES / 2), ...popularNames(chance, 2 * odd)]
  const rows = [...benign.map(row('benign')), ...malicious.map(row('malicious'))]
  await writeFile(file, ['domain,label', ...rows, ''].join('\n'))
}
