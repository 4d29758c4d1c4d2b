import type { CommonGround } from '../registry/gate-view.ts'
import type { ModelCard } from '../registry/card.ts'
import type { SampleLabels } from './sample-labels.ts'
import { eachScore, readSplit } from '../training/curves-file.ts'
import { falsePositivesOf, type FalsePositives } from '../model/calibration.ts'
import { measure } from '../training/metrics.ts'

export type Rival = { card: ModelCard; folder: string }

type Both = { champion: FalsePositives; challenger: FalsePositives }

/** Names that both are to be measured on, with what one of them has already said of them. */
export type Ground =
  /** The cards have the figures; what the stored thresholds let through only the scores say, where both were kept. */
  | { kind: 'cards'; falsePositives: Both | null }
  | {
      kind: 'names'
      basis: string
      names: string[]
      labels: Uint8Array
      /** Of the one whose split it is; the other has to be asked. */
      said: Float32Array
      ask: 'champion' | 'challenger'
    }
  | { kind: 'none'; why: string }

/** Enough to tell half a point of recall; more only takes longer. */
const MOST_NAMES = 40_000

/**
 * Where both can be measured alike. Best are the names that the champion was tested on when it was made, less what the challenger has learnt
 * since; where those were not kept, the challenger's own test names: the champion may have learnt some, which can only flatter it. But then the
 * challenger's own labels judge it, so they must not contradict the labelled sample that ships.
 */
export async function findGround(champion: Rival, challenger: Rival, sample: SampleLabels): Promise<Ground> {
  if (champion.card.data.fingerprint === challenger.card.data.fingerprint)
    return { kind: 'cards', falsePositives: await keptFalsePositives(champion, challenger) }
  const frozen = await readSplit(champion.folder, 'test')
  if (frozen.ok) {
    const unlearnt = new Map(frozen.value.names.map((name, at) => [name, at]))
    const read = await eachScore(challenger.folder, ({ name, split }) => split !== 'test' && unlearnt.delete(name))
    if (!read.ok) return { kind: 'none', why: `nobody can say what it has learnt, for ${read.fault.message}` }
    const left = [...unlearnt.values()]
    const learnt = frozen.value.names.length - left.length
    const less = learnt === 0 ? '' : ` (${learnt} that the challenger has learnt are left out)`
    return chosen({ ...frozen.value, rows: left, ask: 'challenger' }, `test names of the model that serves${less}`)
  }
  const own = await readSplit(challenger.folder, 'test')
  if (!own.ok) return { kind: 'none', why: `they were made with other data, and beside both ${own.fault.message}` }
  const distrust = contradiction(own.value, await sample())
  if (distrust !== null) return { kind: 'none', why: distrust }
  const basis =
    "test names of the challenger; the serving model's own were not kept. It may have learnt some of these, which can only flatter it"
  return chosen({ ...own.value, rows: own.value.names.map((_, at) => at), ask: 'champion' }, basis)
}

async function keptFalsePositives(champion: Rival, challenger: Rival): Promise<Both | null> {
  const [before, after] = [await readSplit(champion.folder, 'test'), await readSplit(challenger.folder, 'test')]
  if (!before.ok || !after.ok) return null
  return {
    champion: falsePositivesOf(before.value.logits, before.value.labels, champion.card),
    challenger: falsePositivesOf(after.value.logits, after.value.labels, challenger.card),
  }
}

/** So many names in common tell; and so large a share of other labels is no mistake of a list. */
const FEWEST_KNOWN = 50
const MOST_CONTRADICTED = 0.02

function contradiction(
  { names, labels }: { names: readonly string[]; labels: Uint8Array },
  sample: ReadonlyMap<string, 0 | 1>
): string | null {
  const known = names.flatMap((name, at) => (sample.has(name) ? [at] : []))
  const wrong = known.filter((at) => sample.get(names[at]!) !== labels[at]).length
  return known.length < FEWEST_KNOWN || wrong <= known.length * MOST_CONTRADICTED
    ? null
    : `the challenger's own test names would judge it, and of ${known.length} that the labelled sample of the product knows too ${wrong} have the other label there`
}

type Split = {
  names: string[]
  labels: Uint8Array
  logits: Float32Array
  rows: readonly number[]
  ask: 'champion' | 'challenger'
}

function chosen({ names, labels, logits, rows, ask }: Split, basis: string): Ground {
  const step = Math.max(1, rows.length / MOST_NAMES)
  const taken = Array.from({ length: Math.min(rows.length, MOST_NAMES) }, (_, at) => rows[Math.floor(at * step)]!)
  const part = rows.length > MOST_NAMES ? `every ${step.toFixed(1)}th of ` : ''
  return {
    kind: 'names',
    basis: `${part}${rows.length} ${basis}`,
    names: taken.map((at) => names[at]!),
    labels: Uint8Array.from(taken, (at) => labels[at]!),
    said: Float32Array.from(taken, (at) => logits[at]!),
    ask,
  }
}

/** `asked` are the logits of the one that had to be asked, in the ground's order. */
export function measureOn(
  ground: Ground,
  { champion, challenger }: { champion: Rival; challenger: Rival },
  asked: Float32Array
): CommonGround {
  if (ground.kind === 'none') return ground
  if (ground.kind === 'cards') {
    const { test } = champion.card.metrics
    const malicious = test.confusion.truePositive + test.confusion.falseNegative
    return {
      kind: 'measured',
      basis: 'the test names of the data that both were made with',
      malicious,
      benign: test.names - malicious,
      champion: test,
      challenger: challenger.card.metrics.test,
      falsePositives: ground.falsePositives,
    }
  }
  const { labels, said, ask, basis } = ground
  const logits = ask === 'champion' ? { champion: asked, challenger: said } : { champion: said, challenger: asked }
  const malicious = labels.reduce((sum, label) => sum + label, 0)
  return {
    kind: 'measured',
    basis,
    malicious,
    benign: labels.length - malicious,
    champion: measure(logits.champion, labels, champion.card.temperature),
    challenger: measure(logits.challenger, labels, challenger.card.temperature),
    falsePositives: {
      champion: falsePositivesOf(logits.champion, labels, champion.card),
      challenger: falsePositivesOf(logits.challenger, labels, challenger.card),
    },
  }
}
