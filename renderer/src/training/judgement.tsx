import type { ReactNode } from 'react'
import type { ModelCard } from '../../../core/registry/card.ts'
import type { AllMetrics } from '../../../core/training/metrics-view.ts'
import { Tabs, type TabItem } from '../design/tabs.tsx'
import { useAddress } from '../frame/address.ts'
import { ComparisonView } from './comparison.tsx'
import { CurvesView } from './curves.tsx'
import { MistakesView } from './mistakes.tsx'
import { Outcome } from './outcome.tsx'
import { ThresholdsView } from './thresholds.tsx'
import type { KnownModel } from './known-model.ts'

const PARTS = ['figures', 'curves', 'thresholds', 'mistakes', 'compare'] as const
export type Part = (typeof PARTS)[number]

const TITLES: Record<Part, string> = {
  figures: 'Figures',
  curves: 'Curves',
  thresholds: 'Thresholds',
  mistakes: 'Mistakes',
  compare: 'Against the serving model',
}

export type JudgementProps = {
  metrics: AllMetrics
  /** Null until the registry has it. */
  model: KnownModel | null
  serving: ModelCard | null
  promoting: boolean
  onPromote: (id: string, note?: string) => void
}

/** The part that is seen; one that the address does not know is the figures. */
export function usePart(): Part {
  const { params } = useAddress()
  return PARTS.find((part) => part === params['part']) ?? 'figures'
}

/** Everything by which a person judges a model; which part is seen stands in the address. */
export function Judgement({ metrics, model, serving, promoting, onPromote }: JudgementProps): ReactNode {
  const { set } = useAddress()
  const wanted = usePart()
  if (model === null) return <Outcome metrics={metrics} model={null} serving={serving} />
  const parts = PARTS.filter((part) => part !== 'compare' || !model.serving)
  const part = parts.includes(wanted) ? wanted : 'figures'
  const tabs: TabItem<Part>[] = parts.map((id) => ({ id, text: TITLES[id] }))
  return (
    <Tabs
      label="What to judge by"
      value={part}
      tabs={tabs}
      onChange={(next) => set({ part: next === 'figures' ? null : next }, { replace: true })}
    >
      {part === 'figures' && <Outcome metrics={metrics} model={model} serving={serving} />}
      {part === 'curves' && <CurvesView model={model} />}
      {part === 'thresholds' && <ThresholdsView key={model.card.id} model={model} />}
      {part === 'mistakes' && <MistakesView model={model} />}
      {part === 'compare' && <ComparisonView id={model.card.id} promoting={promoting} onPromote={onPromote} />}
    </Tabs>
  )
}
