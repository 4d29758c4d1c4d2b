import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { canonical, registeredDomain } from '../model/encoding.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { ConflictExamples } from './conflicts.ts'
import { MOST_NAMES, tooMany } from './inspect.ts'
import type { Label } from './labels.ts'
import { NameTally } from './name-tally.ts'
import { Origins, type ColumnCount } from './provenance.ts'
import { readDataFile, type Exclusion } from './read-file.ts'
import { stratified } from './sample.ts'
import { splitOf, SPLITS, type SplitName } from './split.ts'

/** `split` sends the whole file there; null lets the names decide. */
export type Source = {
  path: string
  assumedLabel: 'benign' | 'malicious' | null
  split?: SplitName | null
  without?: readonly Exclusion[]
}

export type VettedName = { name: string; class: 'benign' | 'honeypot' | 'malicious' }

export type Wanted = {
  sources: readonly Source[]
  vetted: readonly VettedName[]
  vettedWeight: number
  sampleSize: number | null
  seed: number
  /** Called now and then while files are read, with the names so far; false gives up. */
  onward?: (names: number) => boolean
}

/** Canonical names with labels (1 malicious), weights and kinds (null where nothing says which); same places, same name. */
export type Examples = { names: string[]; labels: Uint8Array; weights: Float32Array; kinds: (string | null)[] }

export type Gathered = {
  splits: Record<SplitName, Examples>
  repeated: number
  conflicting: number
  /** The first of the conflicting names. */
  conflictingNames: string[]
  /** Where the base names that are used come from, as far as their files say. */
  provenance: ColumnCount[]
  vetted: number
  /** What each of them counts: the wish, or less where they would be more than a tenth of what is learnt. */
  vettedWeight: number
  /** SHA-256 over all of it, the same whatever the order of files and lines. */
  fingerprint: string
}

/** So many base names, at least, for each name's worth of what was taught: what the model knew must not drown in it. */
const LEAST_BASE = 10

type Base = { name: string; label: Label; split: SplitName | null; origin: number; kind: string | null }

/** Everything a run learns from and is measured on. Faults are for a person: which file, and what to do. */
export async function gatherExamples(wanted: Wanted): Promise<Result<Gathered, Fault>> {
  const read = await readSources(wanted)
  if (!read.ok) return read
  const { base, tally, origins, conflicts } = read.value
  const taught = new Map(
    wanted.vettedWeight > 0
      ? wanted.vetted.map((each) => [canonical(each.name), each.class === 'benign' ? 0 : 1] as const)
      : []
  )
  const usable = base.filter(({ name }) => !tally.conflicts(name) && !taught.has(name))
  const sample = stratified(usable, { ...wanted, stratum: ({ origin }) => origins.stratum(origin) })
  const { splits, weight } = divided(sample, taught, wanted.vettedWeight)
  const { conflicting } = tally.counts()
  const fault = sameness(tally, conflicting, base) ?? faultOf(splits)
  if (fault !== null) return failed({ kind: 'bad-data', message: fault })
  const counted: number[] = []
  for (const { origin } of sample) counted[origin] = (counted[origin] ?? 0) + 1
  return ok({
    splits,
    repeated: tally.repeated,
    conflicting,
    conflictingNames: conflicts.names,
    provenance: origins.counts(counted),
    vetted: taught.size,
    vettedWeight: weight,
    fingerprint: fingerprintOf(splits),
  })
}

type ReadBase = { base: Base[]; tally: NameTally; origins: Origins; conflicts: ConflictExamples }

async function readSources(wanted: Wanted): Promise<Result<ReadBase, Fault>> {
  const tally = new NameTally()
  const origins = new Origins()
  const conflicts = new ConflictExamples()
  const base: Base[] = []
  for (const source of wanted.sources) {
    const assumed = source.assumedLabel === null ? null : source.assumedLabel === 'malicious' ? 1 : 0
    const found = { unlabelled: false, rows: 0 }
    let originOf: ReturnType<Origins['reader']> = () => 0
    const read = await readDataFile(source.path, {
      without: source.without ?? [],
      begin: ({ header }) => (originOf = origins.reader(header)),
      take: (name, written, { fields, kind }) => {
        const label = written ?? assumed
        if (label === null) return !(found.unlabelled = true)
        const example = canonical(name)
        const added = tally.add(example, label)
        if (added === 'conflict') conflicts.note(example)
        if (added === 'new')
          base.push({ name: example, label, split: source.split ?? null, origin: originOf(fields), kind })
        const wait = ++found.rows % 4096 === 0 && wanted.onward?.(tally.size) === false
        return !wait && tally.size <= MOST_NAMES
      },
    })
    if (!read.ok) return read
    const file = basename(source.path)
    if (found.unlabelled)
      return failed({
        kind: 'bad-data',
        message: `${file} has no labels: say whether its names are benign or malicious`,
      })
    if (tally.size > MOST_NAMES) return failed({ kind: 'bad-data', message: `${file}: ${tooMany()}` })
  }
  return ok({ base, tally, origins, conflicts })
}

/**
 * Vetted names are there to be learnt, so all of them train; a base name that shares a registered domain with one trains too, lest a split
 * that measures holds what was taught.
 */
function divided(
  sample: readonly Base[],
  taught: ReadonlyMap<string, Label>,
  wish: number
): { splits: Record<SplitName, Examples>; weight: number } {
  const taughtDomains = new Set([...taught.keys()].map(registeredDomain))
  const parts: Record<SplitName, { name: string; label: Label; weight: number; kind: string | null }[]> = {
    training: [],
    validation: [],
    test: [],
  }
  for (const { name, label, split, kind } of sample) {
    const own =
      taughtDomains.size > 0 && taughtDomains.has(registeredDomain(name)) ? 'training' : (split ?? splitOf(name))
    parts[own].push({ name, label, weight: 1, kind })
  }
  // Behind the base, since only now it is known how many of it train; first among the examples all the same.
  const weight = Math.min(wish, parts.training.length / (LEAST_BASE * Math.max(1, taught.size)))
  parts.training = [...Array.from(taught, ([name, label]) => ({ name, label, weight, kind: null })), ...parts.training]
  const examples = (part: (typeof parts)['training']): Examples => ({
    names: part.map(({ name }) => name),
    labels: Uint8Array.from(part, ({ label }) => label),
    weights: Float32Array.from(part, ({ weight }) => weight),
    kinds: part.map(({ kind }) => kind),
  })
  const splits = {
    training: examples(parts.training),
    validation: examples(parts.validation),
    test: examples(parts.test),
  }
  return { splits, weight }
}

function sameness(tally: NameTally, conflicting: number, base: readonly Base[]): string | null {
  if (tally.size > 0 && tally.size === conflicting)
    return `there is not one name to learn from: all ${tally.size} have both labels, and were left out`
  return tally.size === 1 ? `all rows hold one name, ${base[0]!.name}: a model needs many different ones` : null
}

function faultOf(splits: Record<SplitName, Examples>): string | null {
  const all = SPLITS.reduce((sum, split) => sum + splits[split].names.length, 0)
  if (all === 0) return 'there is not one name to learn from'
  for (const label of [0, 1]) {
    if (SPLITS.every((split) => !splits[split].labels.includes(label))) {
      return `all ${all} names are ${label === 0 ? 'malicious' : 'benign'}: a model needs names of both classes to tell them apart`
    }
  }
  for (const split of ['training', 'validation'] as const) {
    for (const label of [0, 1]) {
      if (!splits[split].labels.includes(label)) {
        return `the ${split} split has no ${label === 0 ? 'benign' : 'malicious'} name among ${splits[split].names.length}: more names are needed (splits go by registered domain)`
      }
    }
  }
  return null
}

function fingerprintOf(splits: Record<SplitName, Examples>): string {
  const hash = createHash('sha256')
  for (const split of SPLITS) {
    const { names, labels, weights, kinds } = splits[split]
    names.forEach((name, at) => hash.update(`${split}\t${name}\t${labels[at]}\t${weights[at]}\t${kinds[at] ?? ''}\n`))
  }
  return hash.digest('hex')
}
