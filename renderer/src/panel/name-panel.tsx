import { Filter, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { NameProfile, ScoreExplanation } from '../../../core/contract/names.ts'
import { IconButton } from '../design/button.tsx'
import { NatureMark } from '../design/nature-mark.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { markOf } from '../design/verdict-words.ts'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { ErrorBoundary } from '../frame/error-boundary.tsx'
import { useKeys } from '../frame/keys.ts'
import { filterOf, nameTerm } from '../history/pivot.ts'
import { minutesEastOfUtc } from '../history/range.ts'
import { useRange, type RangeInUse } from '../history/use-range.ts'
import { useCall, type Called } from '../wire/call.ts'
import { NameOverrides } from '../overrides/override-actions.tsx'
import { Actions } from './actions.tsx'
import { CopyMenu } from './copy-menu.tsx'
import { Edge } from './edge.tsx'
import { MarkedName } from './marked-name.tsx'
import { MovedScore, useScoreExplanation } from './moved-score.tsx'
import styles from './panel.module.css'
import { Nearest } from './nearest.tsx'
import { Registration } from './registration.tsx'
import { Requests } from './requests.tsx'
import { Answers, Clients, Decisions, Siblings } from './traces.tsx'
import { Visits } from './visits.tsx'
import { useFocusBack } from './focus-back.ts'
import { Why } from './why.tsx'
import { usePanelWidth } from './width.ts'

/** The one detail panel of every screen: what is known of the name in the address. */
export function NamePanel({ name }: { name: string }): ReactNode {
  const { close } = useAddress()
  const [width, setWidth] = usePanelWidth()
  useKeys('Detail panel', { Escape: { says: 'Close the panel', run: close } })
  useFocusBack()
  return (
    <aside className={styles.panel} style={{ width }} aria-label={`Details of ${visible(name)}`}>
      <Edge width={width} onChange={setWidth} />
      <ErrorBoundary key={name}>
        <Profile name={name} />
      </ErrorBoundary>
    </aside>
  )
}

function Profile({ name }: { name: string }): ReactNode {
  const inUse = useRange()
  const east = minutesEastOfUtc(inUse.range.to)
  const profile = useCall(
    'names.profile',
    { name, range: inUse.range, period: null, minutesEastOfUtc: east },
    { keep: true }
  )
  const moved = useScoreExplanation(name)
  return (
    <>
      <Head name={name} profile={profile.value} moved={moved.value} />
      {profile.fault !== null && <Fault what="This name" fault={profile.fault} retry={profile.retry} />}
      {profile.loading && <Loading what="this name" rows={14} />}
      {profile.fault === null && profile.value !== undefined && (
        <>
          <Body profile={profile.value} moved={moved} inUse={inUse} minutesEastOfUtc={east} />
          <Actions
            name={profile.value.name}
            current={profile.value.nature.vetted}
            clients={profile.value.clients.map(({ client }) => client)}
          />
        </>
      )}
    </>
  )
}

type HeadProps = { name: string; profile: NameProfile | undefined; moved: ScoreExplanation | undefined }

function Head({ name, profile, moved }: HeadProps): ReactNode {
  const { close, go } = useAddress()
  const pivot = () => go('history', { filter: filterOf(nameTerm(name)), tab: 'answers', name })
  useKeys('Detail panel', { g: { says: 'Go to its answers in History', run: pivot } })
  return (
    <header className={styles.head}>
      <div className={styles.headRow}>
        <MarkedName name={profile?.name ?? name} moved={moved} unsure={profile?.nature.unsure ?? false} />
        <div className={styles.tools}>
          <IconButton label="Go to its answers in History" shortcut="g" onPress={pivot}>
            <Filter size={15} aria-hidden />
          </IconButton>
          <CopyMenu name={name} />
          <IconButton label="Close" shortcut="Esc" onPress={close}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      </div>
      {profile !== undefined && (
        <div className={styles.marks}>
          <span className={styles.now}>
            Now <VerdictMark {...markOf(profile.explanation.verdict)} />
          </span>
          <NatureMark nature={profile.nature} />
        </div>
      )}
    </header>
  )
}

type PanelTab = 'profile' | 'registration'

type BodyProps = {
  profile: NameProfile
  moved: Called<ScoreExplanation>
  inUse: RangeInUse
  minutesEastOfUtc: number
}

function Body({ moved, ...props }: BodyProps): ReactNode {
  const { profile } = props
  const [tab, setTab] = useState<PanelTab>('profile')
  return (
    <div className={styles.body}>
      <Tabs
        label="Details"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'profile', text: 'Profile' },
          { id: 'registration', text: 'Registration' },
        ]}
      >
        <div className={styles.scroll}>
          {tab === 'profile' ? (
            <>
              <Why explanation={profile.explanation} />
              <NameOverrides name={profile.name} />
              <MovedScore asked={moved} explanation={profile.explanation} />
              <Requests {...props} />
              <Clients profile={profile} />
              <Answers profile={profile} />
              <Visits name={profile.name} />
              {moved.fault === null && <Nearest nearest={moved.value?.nearest} />}
              <Siblings profile={profile} />
              <Decisions profile={profile} />
            </>
          ) : (
            <Registration key={profile.name} name={profile.name} />
          )}
        </div>
      </Tabs>
    </div>
  )
}
