import type { ScoreExplanation } from '../contract/names.ts'
import { readDataFile } from '../dataset/read-file.ts'
import type { DomainName } from '../dns/name.ts'
import { NearestNames } from '../model/nearest.ts'
import type { Vetting } from '../vetting/vetting.ts'

type Nearest = NonNullable<ScoreExplanation['nearest']>
type Class = Nearest[number]['class']

/** The names whose class somebody has said: the replay sample that ships, and what the analyst vetted. */
export interface LabelledNames {
  /** Reads the replay sample, once; in pieces, so that main answers others meanwhile (107 ms in all, 7 ms at a time). */
  read(): Promise<void>
  /** Null until the sample was read; then the analyst's own first among those of one distance. */
  near(name: DomainName): Nearest | null
}

export type LabelledParts = {
  replayFile: string
  vetting: Pick<Vetting, 'labelled' | 'onChange'>
  report: (message: string) => void
}

const MOST = 8

export function createLabelledNames({ replayFile, vetting, report }: LabelledParts): LabelledNames {
  const replay = new NearestNames<Class>()
  let reading: Promise<void> | null = null
  let isRead = false
  let vetted: NearestNames<Class> | null = null
  vetting.onChange(() => (vetted = null))

  function vettedNames(): NearestNames<Class> {
    const names = new NearestNames<Class>()
    for (const { name, class: vettedClass } of vetting.labelled()) names.add({ name, label: vettedClass })
    return names
  }

  async function readReplay(): Promise<void> {
    const read = await readDataFile(replayFile, {
      take(name, label) {
        if (label !== null) replay.add({ name, label: label === 1 ? 'malicious' : 'benign' })
        return true
      },
    })
    if (!read.ok) report(`the replay sample cannot be compared with: ${read.fault.message}`)
    isRead = true
  }

  return {
    read: () => (reading ??= readReplay()),
    near(name) {
      if (!isRead) return null
      const own = (vetted ??= vettedNames()).find(name, MOST).map((near) => named(near, 'vetted'))
      const sample = replay.find(name, MOST).map((near) => named(near, 'replay-sample'))
      return [...own, ...sample].sort((a, b) => a.distance - b.distance).slice(0, MOST)
    },
  }
}

function named(near: { name: string; label: Class; distance: number }, source: Nearest[number]['source']) {
  return { name: near.name, class: near.label, source, distance: near.distance }
}
