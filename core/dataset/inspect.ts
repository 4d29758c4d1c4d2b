import { basename } from 'node:path'
import { canonical } from '../model/encoding.ts'
import { ConflictExamples } from './conflicts.ts'
import type { DataFileAnswer } from './inspection.ts'
import { NameTally } from './name-tally.ts'
import { Origins } from './provenance.ts'
import { readDataFile } from './read-file.ts'

/** The trainer holds the names of a run in memory. */
export const MOST_NAMES = 5_000_000

/** Reads a whole file and says what it would bring to a training run. */
export async function inspectFile(path: string): Promise<DataFileAnswer> {
  const tally = new NameTally()
  const found = { unlabelled: false }
  const origins = new Origins()
  const counted: number[] = []
  const conflicts = new ConflictExamples()
  let originOf: ReturnType<Origins['reader']> = () => 0
  const read = await readDataFile(path, {
    begin: ({ header }) => (originOf = origins.reader(header)),
    take: (name, label, { fields }) => {
      found.unlabelled ||= label === null
      const example = canonical(name)
      const added = tally.add(example, label)
      if (added === 'new') {
        const origin = originOf(fields)
        counted[origin] = (counted[origin] ?? 0) + 1
      }
      if (added === 'conflict') conflicts.note(example)
      return tally.size <= MOST_NAMES
    },
  })
  if (!read.ok) return { kind: 'unreadable', path, message: read.fault.message }
  if (tally.size > MOST_NAMES) return { kind: 'unreadable', path, message: `${basename(path)}: ${tooMany()}` }
  const { layout, compressed, broken, brokenLines } = read.value
  if (tally.size === 0)
    return {
      kind: 'unreadable',
      path,
      message: `${basename(path)}: it holds no name that can be read (${broken} broken lines)`,
    }
  const { unlabelled } = found
  const assumed = unlabelled ? guessedLabel(basename(path), layout.format) : null
  const { benign, malicious, conflicting } = tally.counts()
  return {
    kind: 'readable',
    file: {
      path,
      format: layout.format,
      compressed,
      nameColumn: titleOf(layout.header, layout.nameAt, layout.format),
      labelColumn: layout.labelAt === null ? null : titleOf(layout.header, layout.labelAt, layout.format),
      assumedLabel: assumed,
      // A list without labels is counted as what it is taken for; unknown, its names stand under neither class.
      benign: !unlabelled ? benign : assumed === 'benign' ? tally.size : 0,
      malicious: !unlabelled ? malicious : assumed === 'malicious' ? tally.size : 0,
      repeated: tally.repeated,
      conflicting,
      conflictingNames: conflicts.names,
      provenance: origins.counts(counted),
      broken,
      brokenLines,
    },
  }
}

export function tooMany(): string {
  return `it holds more than ${MOST_NAMES.toLocaleString('en')} different names, more than one run takes; divide it`
}

/** From the file's name: a hosts file blocks, a list says what it is called. Null leaves the question to the person. */
function guessedLabel(name: string, format: string): 'benign' | 'malicious' | null {
  if (/benign|allow|white|legit|popular|alexa|tranco|majestic|umbrella|top-?\d/i.test(name)) return 'benign'
  if (/malic|malware|phish|block|black|bad|scam|spam|dga|botnet|threat|c2/i.test(name)) return 'malicious'
  return format === 'hosts' ? 'malicious' : null
}

function titleOf(header: readonly string[], at: number, format: string): string | null {
  if (format === 'plain' || format === 'hosts') return null
  return header[at] ?? `column ${at + 1}`
}
