import { join } from 'node:path'
import { openRegistry } from '../../core/registry/registry.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../../core/model/tensorflow.ts'
import { ok, type Fault, type Result } from '../../core/system/result.ts'
import { machineText } from '../../bench/parts/machine.ts'
import { fileFingerprint, ReportCache } from './cache.ts'
import { codeFingerprint } from './code-fingerprint.ts'
import { sampled } from './labelled-set.ts'
import { measurePublic, measureThreatfox, type Measuring } from './measure-row.ts'
import { rowPlans, type Group, type RowPlan, type Shipped } from './plans.ts'
import type { Report, ReportRow } from './report.ts'
import { QUICK, quickPlans } from './quick.ts'
import { FILES, readSets, type Sets } from './sets.ts'
import { slicesOf } from './slices.ts'
import { Steps } from './steps.ts'
import { threadTiming } from './timing.ts'
import { judgeOf } from './row-judge.ts'
import { modelOf, type TrainingPlace } from './trained-model.ts'

export type ReportSettings = {
  root: string
  /** Where the labelled names lie, as ../shared/data has them. */
  data: string
  cacheFolder: string
  quick: boolean
  /** Groups whose models are trained; `none` measures what the cache holds. */
  train: readonly Group[]
  say: (line: string) => void
}

const REPLICATES = 1000
const TIMED_NAMES = 8000
const FEWEST_IN_A_SLICE = 50

/** Trains the models of the wanted groups that the cache does not hold yet. What a run has finished, the next one finds. */
export async function trainRows(settings: ReportSettings): Promise<Result<null, Fault>> {
  const around = await surroundings(settings)
  for (const plan of around.plans.filter(({ group }) => settings.train.includes(group))) {
    if (plan.origin.kind !== 'trained') continue
    const model = await modelOf(plan.key, { recipe: plan.origin.recipe, data: plan.data, place: around.place })
    if (model.folder !== null) {
      settings.say(`${plan.key}: in the cache`)
      continue
    }
    const trained = await around.steps.timed(`train ${plan.key}`, model.train)
    if (!trained.ok) return trained
  }
  return ok(null)
}

/** Measures every line whose model is there. */
export async function measureRows(settings: ReportSettings): Promise<Result<Report, Fault>> {
  const around = await surroundings(settings)
  const { steps, plans, cache } = around
  const read = await steps.timed('read the data', () => readSets(settings.data, settings.quick ? QUICK.names : null))
  if (!read.ok) return read
  const sets = read.value
  prepareNativeLibrary()
  const runtime = await loadTensorFlow()
  const code = codeFingerprint(settings.root, ['core/model/model.ts'])
  const measuring: Measuring = {
    sets,
    replicates: settings.quick ? QUICK.replicates : REPLICATES,
    timedNames: sampled(sets.test, TIMED_NAMES).names,
  }
  const rows: ReportRow[] = []
  let serving: Report['serving'] = null
  for (const plan of plans) {
    const found = await judgeOf(plan, { place: around.place, steps, network: { runtime, cache, code } })
    if (!found.ok) return found
    const { command, folder } = found.value
    using judge = found.value.judge
    const measure = plan.data === 'public' ? measurePublic : measureThreatfox
    const measured = judge === null ? null : await steps.timed(`measure ${plan.key}`, () => measure(judge, measuring))
    const { key, title, family, group, data } = plan
    rows.push({ key, title, family, group, data, command, ships: plan.origin.kind === 'shipped', measured })
    if (judge === null || folder === null || plan.group !== 'seeds' || serving !== null) continue
    serving = {
      key,
      thread: await steps.timed('time the thread', () => threadTiming(folder, measuring.timedNames)),
      slices: slicesOf(judge.card, sets.test, {
        logits: await judge.logits(sets.test.names),
        fewest: settings.quick ? 5 : FEWEST_IN_A_SLICE,
      }),
    }
  }
  const files = await filesOf(settings.data)
  return ok({
    command: 'npm run report:model',
    quick: settings.quick,
    at: new Date().toISOString(),
    machine: machineText(),
    backend: runtime.backend,
    files,
    threatfox: threatfoxCounts(sets),
    tunnellingBroken: sets.tunnelling.broken,
    rows,
    serving,
    steps: steps.done,
  })
}

type Surroundings = { plans: RowPlan[]; place: TrainingPlace; cache: ReportCache; steps: Steps }

async function surroundings({ root, data, cacheFolder, quick, say }: ReportSettings): Promise<Surroundings> {
  const cache = new ReportCache(cacheFolder)
  const plans = rowPlans(quick ? [] : await shippedModels(root, cache))
  return {
    plans: quick ? quickPlans(plans) : plans,
    place: { root, data, cache, sample: quick ? QUICK.trainingNames : null },
    cache,
    steps: new Steps(say),
  }
}

async function shippedModels(root: string, cache: ReportCache): Promise<Shipped[]> {
  const registry = await openRegistry({
    shippedFolder: join(root, 'resources', 'model'),
    modelsFolder: join(cache.folder, 'none'),
    servingFile: join(cache.folder, 'none', 'serving.json'),
  })
  const shipped: Shipped[] = []
  for (const entry of await registry.all()) {
    if (entry.kind !== 'usable') continue
    shipped.push({ card: entry.card, folder: (await registry.folderOf(entry.card.id))! })
  }
  return shipped
}

function threatfoxCounts({ threatfoxTest: all, threatfoxApart: apart }: Sets): Report['threatfox'] {
  const malicious = (labels: Uint8Array): number => labels.reduce((sum, label) => sum + label, 0)
  return {
    names: all.names.length,
    apart: apart.names.length,
    malicious: malicious(all.labels),
    maliciousApart: malicious(apart.labels),
  }
}

async function filesOf(data: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const file of Object.values(FILES)) found[file] = await fileFingerprint(join(data, file))
  return found
}
