import type { VettedName } from '../dataset/examples.ts'
import type { DomainName } from '../dns/name.ts'
import { bandOf, type Thresholds } from '../model/calibration.ts'
import { thresholdsInForce, type ModelEntry } from '../registry/card.ts'
import type { CanaryWatch, CommonGround, Comparison, VettedRates } from '../registry/gate-view.ts'
import { judge } from '../registry/gate.ts'
import type { Promotions } from '../registry/promotions.ts'
import type { Registry } from '../registry/registry.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { findGround, measureOn, type Ground, type Rival } from './model-common-ground.ts'
import type { ModelScores } from './model-scores.ts'
import type { SampleLabels } from './sample-labels.ts'

export type ComparisonParts = {
  registry: Registry
  promotions: Promotions
  scores: ModelScores
  canaries(): Promise<Result<DomainName[], Fault>>
  sample: SampleLabels
  vetted(): readonly VettedName[]
}

export type Compare = (id: string) => Promise<Result<Comparison, Fault>>

type Usable = Extract<ModelEntry, { kind: 'usable' }>
type Contender = Rival & { thresholds: Thresholds }
/** Names that must never alert, then the names that were vetted; both models are asked for all. */
type Watched = { names: string[]; canaries: number; vetted: readonly VettedName[]; benign: string[] }

const GROUNDS_KEPT = 4

/** Puts a model beside the one that serves, on the same names, and lets the gate judge. */
export function createComparison({ registry, promotions, scores, canaries, sample, vetted }: ComparisonParts): Compare {
  /** Neither a model nor what it was tested on ever changes, so that the long part is done once. */
  const grounds = new Map<string, CommonGround>()

  async function contender({ card, changed }: Usable): Promise<Result<Contender, Fault>> {
    const folder = await registry.folderOf(card.id)
    if (folder === null) return failed({ kind: 'not-found', message: `there is no model "${card.id}"` })
    return ok({ card, folder, thresholds: thresholdsInForce({ card, changed }) })
  }

  /** What one model says of the watched names, and of the common ground where it has to be asked. */
  async function ask({ folder }: Contender, watched: Watched, ground: readonly string[]): Promise<Result<Said, Fault>> {
    const said = await scores.of(folder, [...watched.names, ...ground])
    if (!said.ok) return said
    return ok({
      watched: said.value.slice(0, watched.names.length).map(({ probability }) => probability),
      ground: Float32Array.from(said.value.slice(watched.names.length), ({ logit }) => logit),
    })
  }

  /** Both models on the watched names, and on common ground. */
  async function beside(champion: Contender, challenger: Contender, watched: Watched): Promise<Result<Beside, Fault>> {
    const key = `${champion.card.id} ${challenger.card.id}`
    const known = grounds.get(key)
    const ground: Ground =
      known === undefined ? await findGround(champion, challenger, sample) : { kind: 'cards', falsePositives: null }
    const namesFor = (who: 'champion' | 'challenger') =>
      ground.kind === 'names' && ground.ask === who ? ground.names : []
    const before = await ask(champion, watched, namesFor('champion'))
    if (!before.ok) return before
    const after = await ask(challenger, watched, namesFor('challenger'))
    if (!after.ok) return after
    const logits = before.value.ground.length > 0 ? before.value.ground : after.value.ground
    const common = known ?? measureOn(ground, { champion, challenger }, logits)
    grounds.set(key, common)
    for (const old of [...grounds.keys()].slice(0, -GROUNDS_KEPT)) grounds.delete(old)
    return ok({
      common,
      champion: { ...champion, said: before.value.watched },
      challenger: { ...challenger, said: after.value.watched },
    })
  }

  async function alone(challenger: Contender, watched: Watched): Promise<Result<Beside, Fault>> {
    const said = await ask(challenger, watched, [])
    if (!said.ok) return said
    return ok({ common: null, champion: null, challenger: { ...challenger, said: said.value.watched } })
  }

  return async (id) => {
    const entries = await registry.all()
    const usable = entries.filter((entry): entry is Usable => entry.kind === 'usable')
    const entry = usable.find(({ card }) => card.id === id)
    if (entry === undefined) return failed(refusedOrMissing(entries, id))
    if (entry.serving)
      return failed({ kind: 'refused', message: `${id} serves now: there is nothing to compare it with` })
    const servingEntry = usable.find(({ serving }) => serving)
    const list = await canaries()
    if (!list.ok) return list
    const watched = watchedOf(list.value, vetted())
    const challenger = await contender(entry)
    if (!challenger.ok) return challenger
    const champion = servingEntry === undefined ? ok(null) : await contender(servingEntry)
    if (!champion.ok) return champion
    const sides =
      champion.value === null
        ? await alone(challenger.value, watched)
        : await beside(champion.value, challenger.value, watched)
    if (!sides.ok) return sides
    // What came with the product served, or could have, before anything was trained here.
    const servedBefore = promotions.servedBefore(id) || entry.shipped
    return ok(comparisonOf(sides.value, watched, servedBefore))
  }
}

type Said = { watched: number[]; ground: Float32Array }
type Beside = Sides & { common: CommonGround | null }

function comparisonOf(sides: Beside, watched: Watched, servedBefore: boolean): Comparison {
  const { champion, challenger, common } = sides
  const canary = watchOf(watched, sides)
  return {
    challenger: headOf(challenger),
    champion: champion === null ? null : headOf(champion),
    servedBefore,
    ...judge({ servedBefore, common, canary }),
    common,
    canary,
    vetted: {
      challenger: vettedRates(watched, challenger),
      champion: champion === null ? null : vettedRates(watched, champion),
    },
  }
}

type Side = Contender & { said: readonly number[] }
type Sides = { champion: Side | null; challenger: Side }

function headOf({ card }: Contender) {
  return { id: card.id, title: card.title, vettedLearnt: card.data.vetted }
}

function refusedOrMissing(entries: readonly ModelEntry[], id: string): Fault {
  const refused = entries.find((entry) => entry.kind === 'refused' && entry.id === id)
  if (refused?.kind === 'refused') return { kind: 'refused-model', message: refused.reason }
  return { kind: 'not-found', message: `there is no model "${id}"` }
}

function watchedOf(canaries: readonly string[], vetted: readonly VettedName[]): Watched {
  const benign = vetted.filter((each) => each.class === 'benign').map(({ name }) => name)
  const listed = canaries.filter((name) => !benign.includes(name))
  return { names: [...listed, ...vetted.map(({ name }) => name)], canaries: listed.length, vetted, benign }
}

function watchOf({ names, canaries, vetted, benign }: Watched, { champion, challenger }: Sides): CanaryWatch {
  const never = names.flatMap((name, at) =>
    at < canaries || vetted[at - canaries]!.class === 'benign' ? [{ name, at }] : []
  )
  const bandOn = ({ said, thresholds }: Side, at: number) => bandOf(said[at]!, thresholds)
  const alerts = never.filter(({ at }) => bandOn(challenger, at) === 'malicious')
  return {
    canaries,
    vettedBenign: benign.length,
    alerts: alerts
      .map(({ name, at }) => ({
        name,
        source: at < canaries ? ('canary' as const) : ('vetted' as const),
        probability: challenger.said[at]!,
        championProbability: champion?.said[at] ?? null,
      }))
      .sort((a, b) => b.probability - a.probability),
    championAlerts: champion === null ? null : never.filter(({ at }) => bandOn(champion, at) === 'malicious').length,
    unsure: never.filter(({ at }) => bandOn(challenger, at) === 'unsure').length,
  }
}

function vettedRates({ canaries, vetted }: Watched, { said, thresholds }: Side): VettedRates {
  const bands = vetted.map((each, at) => ({
    benign: each.class === 'benign',
    band: bandOf(said[canaries + at]!, thresholds),
  }))
  const count = (benign: boolean, band?: string) =>
    bands.filter((each) => each.benign === benign && (band === undefined || each.band === band)).length
  return {
    benign: count(true),
    benignBlocked: count(true, 'malicious'),
    benignUnsure: count(true, 'unsure'),
    malicious: count(false),
    maliciousBlocked: count(false, 'malicious'),
    maliciousUnsure: count(false, 'unsure'),
  }
}
