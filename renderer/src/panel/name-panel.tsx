import { Filter, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { NameProfile } from '../../../core/contract/names.ts'
import { IconButton } from '../design/button.tsx'
import { Name } from '../design/name.tsx'
import { NatureMark } from '../design/nature-mark.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { ErrorBoundary } from '../frame/error-boundary.tsx'
import { useKeys } from '../frame/keys.ts'
import { filterOf, nameTerm } from '../history/pivot.ts'
import { minutesEastOfUtc } from '../history/range.ts'
import { useRange, type RangeInUse } from '../history/use-range.ts'
import { useCall } from '../wire/call.ts'
import { Actions } from './actions.tsx'
import { CopyMenu } from './copy-menu.tsx'
import { Edge } from './edge.tsx'
import styles from './panel.module.css'
import { Registration } from './registration.tsx'
import { Requests } from './requests.tsx'
import { Answers, Clients, Decisions, Siblings } from './traces.tsx'
import { isHoneypot, Why } from './why.tsx'
import { usePanelWidth } from './width.ts'

/** The one detail panel of every screen: what is known of the name in the address. */
export function NamePanel({ name }: { name: string }): ReactNode {
  const { close } = useAddress()
  const [width, setWidth] = usePanelWidth()
  useKeys('Detail panel', { Escape: { says: 'Close the panel', run: close } })
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
  return (
    <>
      <Head name={name} profile={profile.value} />
      {profile.fault !== null && <Fault what="This name" fault={profile.fault} retry={profile.retry} />}
      {profile.loading && <Loading what="this name" rows={14} />}
      {profile.fault === null && profile.value !== undefined && (
        <>
          <Body profile={profile.value} inUse={inUse} minutesEastOfUtc={east} />
          <Actions name={profile.value.name} current={profile.value.nature.vetted} />
        </>
      )}
    </>
  )
}

function Head({ name, profile }: { name: string; profile: NameProfile | undefined }): ReactNode {
  const { close, go } = useAddress()
  const pivot = () => go('history', { filter: filterOf(nameTerm(name)), tab: 'answers', name })
  useKeys('Detail panel', { g: { says: 'Go to its answers in History', run: pivot } })
  return (
    <header className={styles.head}>
      <div className={styles.headRow}>
        <Name name={profile?.name ?? name} wrap large unsure={profile?.nature.unsure ?? false} />
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
            Now{' '}
            <VerdictMark kind={profile.explanation.verdict.kind} honeypot={isHoneypot(profile.explanation.verdict)} />
          </span>
          <NatureMark nature={profile.nature} />
        </div>
      )}
    </header>
  )
}

type PanelTab = 'profile' | 'registration'

function Body(props: { profile: NameProfile; inUse: RangeInUse; minutesEastOfUtc: number }): ReactNode {
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
              <Requests {...props} />
              <Clients profile={profile} />
              <Answers profile={profile} />
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
