import { useState, type ReactNode } from 'react'
import type { Period } from '../../../core/analysis/views.ts'
import type { NameProfile } from '../../../core/contract/names.ts'
import { BarTimeline } from '../charts/bar-timeline.tsx'
import { VerdictLegend } from '../charts/verdict-legend.tsx'
import { Segments } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { useAddress } from '../frame/address.ts'
import { PeriodChoice } from '../history/over-time.tsx'
import { PRESETS, rangeText, tooFine, type Preset } from '../history/range.ts'
import type { RangeInUse } from '../history/use-range.ts'
import { useCall } from '../wire/call.ts'
import styles from './panel.module.css'
import { Section } from './section.tsx'

export type RequestsProps = { profile: NameProfile; inUse: RangeInUse; minutesEastOfUtc: number }

/** How often it was asked over the chosen range; the period is chosen here, the range is the address's. */
export function Requests({ profile, inUse, minutesEastOfUtc }: RequestsProps): ReactNode {
  const [wanted, setWanted] = useState<Period | null>(null)
  const { range } = inUse
  const period = wanted !== null && tooFine(wanted, range) ? null : wanted
  // With the period that the profile came with, this is the profile's own timeline and nothing more is asked.
  const other = useCall(
    'names.profile',
    { name: profile.name, range, period, minutesEastOfUtc },
    { enabled: period !== null, keep: true }
  )
  const timeline = period === null ? profile.timeline : (other.value?.timeline ?? profile.timeline)
  return (
    <Section title={counted(profile.queries, 'query', 'queries')} aside={<RangeChoice inUse={inUse} />}>
      {profile.queries === 0 ? (
        <p className={styles.faint}>Not asked in this range.</p>
      ) : (
        <>
          <BarTimeline
            label={`Requests for ${profile.name}`}
            buckets={timeline.buckets}
            period={timeline.period}
            height={92}
          />
          <div className={styles.between}>
            <VerdictLegend buckets={timeline.buckets} />
            <PeriodChoice period={period} auto={profile.timeline.period} range={range} onChange={setWanted} />
          </div>
          <p className={styles.faint}>
            First seen <Time at={profile.firstSeen} />, last seen <Time at={profile.lastSeen} />, in this range.
          </p>
        </>
      )}
    </Section>
  )
}

/** On History the range is the screen's; elsewhere it is chosen here. */
function RangeChoice({ inUse }: { inUse: RangeInUse }): ReactNode {
  const { view, set } = useAddress()
  if (view === 'history' || inUse.kind === 'custom')
    return <span className={styles.faint}>{rangeText(inUse.range)}</span>
  return (
    <Segments<Preset>
      label="Time range"
      value={inUse.preset}
      options={PRESETS.map(({ id, text }) => ({ value: id, text }))}
      onChange={(range) => set({ range }, { replace: true })}
    />
  )
}
