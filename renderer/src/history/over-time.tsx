import { ZoomOut } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Period } from '../../../core/analysis/views.ts'
import type { Criteria, Range } from '../../../core/query/criteria.ts'
import { BarTimeline } from '../charts/bar-timeline.tsx'
import { VerdictLegend } from '../charts/verdict-legend.tsx'
import { IconButton, Segments } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { Panel } from '../design/panel.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import styles from './history.module.css'
import { verdictTerm, withTerm } from './pivot.ts'
import { chosenPeriod, minutesEastOfUtc, PERIODS, tooFine } from './range.ts'

const HEIGHT = 124

/** Answers over the chosen range, stacked by verdict; dragging over the bars looks closer. */
export function OverTime({ criteria }: { criteria: Criteria }): ReactNode {
  const { params, set } = useAddress()
  const wanted = chosenPeriod(params)
  const period = wanted !== null && tooFine(wanted, criteria.range) ? null : wanted
  const timeline = useCall(
    'history.timeline',
    { criteria, period, minutesEastOfUtc: minutesEastOfUtc(criteria.range.to) },
    { keep: true }
  )
  const { value } = timeline
  return (
    <Panel
      title={value === undefined ? 'Answers over time' : counted(value.total, 'answer')}
      legend={
        value !== undefined && (
          <VerdictLegend
            buckets={value.buckets}
            onChoose={(kind) => set({ filter: withTerm(criteria.filter, verdictTerm(kind)) })}
          />
        )
      }
      aside={
        <>
          {params['from'] !== undefined && (
            <IconButton label="Look at the range as it was before" onPress={() => set({ from: null, to: null })}>
              <ZoomOut size={14} aria-hidden />
            </IconButton>
          )}
          <PeriodChoice
            period={period}
            auto={value?.period ?? null}
            range={criteria.range}
            onChange={(next) => set({ period: next }, { replace: true })}
          />
        </>
      }
    >
      <div className={styles.timeline}>
        {timeline.fault !== null ? (
          <Fault what="The timeline" fault={timeline.fault} retry={timeline.retry} />
        ) : value === undefined ? (
          <Loading what="the timeline" rows={4} />
        ) : (
          <BarTimeline
            label="Answers over time, stacked by verdict"
            buckets={value.buckets}
            period={value.period}
            height={HEIGHT}
            onZoom={(from, to) =>
              set({ from: String(Math.max(from, criteria.range.from)), to: String(Math.min(to, criteria.range.to)) })
            }
          />
        )}
      </div>
    </Panel>
  )
}

export type PeriodChoiceProps = {
  period: Period | null
  auto: Period | null
  range: Range
  onChange: (period: Period | null) => void
}

/** Minute, hour or day; by itself it takes what suits the range. A period that would give too many bars is not offered. */
export function PeriodChoice({ period, auto, range, onChange }: PeriodChoiceProps): ReactNode {
  const offered = PERIODS.filter((one) => !tooFine(one, range))
  return (
    <Segments<Period | 'auto'>
      label="A bar for each"
      value={period ?? 'auto'}
      options={[
        {
          value: 'auto',
          text: 'auto',
          title: auto === null ? 'What suits the range' : `What suits the range: now by ${auto}`,
        },
        ...offered.map((one) => ({ value: one, text: one })),
      ]}
      onChange={(value) => onChange(value === 'auto' ? null : value)}
    />
  )
}
