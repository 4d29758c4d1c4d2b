import { RefreshCw } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { assertNever } from '../../../core/system/result.ts'
import type { Registration as Found } from '../../../core/whois/record.ts'
import { Button } from '../design/button.tsx'
import { dayText, duration, sentence } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { Empty, Fault, Loading } from '../design/states.tsx'
import { Time, useNow } from '../design/time.tsx'
import { visible, visibleLines } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import styles from './panel.module.css'
import { Section } from './section.tsx'

/** What a registry says of the registered domain: RDAP first, WHOIS next. Only asked when this tab is opened. */
export function Registration({ name }: { name: string }): ReactNode {
  const [refresh, setRefresh] = useState(false)
  const { go } = useAddress()
  const asked = useCall('names.registration', { name, refresh })
  // A second "ask again" repeats the refreshing question itself.
  const again = () => (refresh ? asked.retry() : setRefresh(true))
  if (asked.fault !== null) return <Fault what="The registration" fault={asked.fault} retry={asked.retry} />
  const answer = asked.value
  if (answer === undefined) return <Loading what="the registration; the registry is being asked" />
  switch (answer.kind) {
    case 'found':
      return (
        <Record registration={answer.registration} fromCache={answer.fromCache} again={again} busy={asked.refreshing} />
      )
    case 'not-registered':
      return (
        <Empty
          title={`${visible(answer.registeredDomain)} is not registered`}
          action={{ label: 'Ask again', run: again }}
        >
          {visible(answer.server)} knows no such domain. A name that is asked but was never registered is often a
          generated one.
        </Empty>
      )
    case 'not-asked':
      return answer.why === 'offline' ? (
        <Empty title="Not asked: offline" action={{ label: 'Open the settings', run: () => go('workstation') }}>
          {sentence(visible(answer.message))}
        </Empty>
      ) : (
        <Empty title="Not asked">{sentence(visible(answer.message))}</Empty>
      )
    case 'failed':
      return (
        <Empty title="The registry gave no answer" action={{ label: 'Ask again', run: again }}>
          {sentence(visible(answer.message)).replace(/\.?$/, '.')}
          {answer.retryAfterMs !== null && ` It may be asked again in ${duration(answer.retryAfterMs / 1000)}.`}
        </Empty>
      )
    default:
      return assertNever(answer)
  }
}

type RecordProps = { registration: Found; fromCache: boolean; again: () => void; busy: boolean }

function Record({ registration, fromCache, again, busy }: RecordProps): ReactNode {
  const { registrar, registrant, status, nameServers, raw } = registration
  return (
    <>
      <Section
        title={visible(registration.registeredDomain)}
        aside={
          <Button tone="quiet" pending={busy} onPress={again}>
            <RefreshCw size={13} aria-hidden />
            Ask again
          </Button>
        }
      >
        <dl className={styles.facts}>
          <Fact term="Registered">{registration.registered !== null && <Day text={registration.registered} />}</Fact>
          <Fact term="Expires">{registration.expires !== null && <Day text={registration.expires} />}</Fact>
          <Fact term="Updated">{registration.updated !== null && <Day text={registration.updated} />}</Fact>
          <Fact term="Registrar">{registrar !== null && visible(registrar)}</Fact>
          <Fact term="Registrant">{registrant !== null && visible(registrant)}</Fact>
          <Fact term="Status">{status.length > 0 && status.map(visible).join(', ')}</Fact>
          <Fact term="Name servers">
            {nameServers.length > 0 && (
              <ul>
                {nameServers.map((server) => (
                  <li key={server}>
                    <Name name={server} wrap />
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        </dl>
        <p className={styles.faint}>
          {registration.source === 'rdap' ? 'RDAP' : 'WHOIS'} from {visible(registration.server)},{' '}
          <Time at={registration.fetchedAt} />
          {fromCache && ', from the cache'}.
        </p>
      </Section>
      <details className={styles.raw}>
        <summary>As the registry wrote it</summary>
        <pre>{visibleLines(raw)}</pre>
      </details>
    </>
  )
}

/** A field that the registry leaves out says so: it is not the same as one that was not asked. */
function Fact({ term, children }: { term: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children === false ? <span className={styles.faint}>not given</span> : children}</dd>
    </>
  )
}

/** A registry's own date, with the age where it can be read as one. */
function Day({ text }: { text: string }): ReactNode {
  const now = useNow()
  const at = Date.parse(text)
  if (Number.isNaN(at)) return visible(text)
  const days = Math.round((now - at) / 86_400_000)
  return (
    <time dateTime={new Date(at).toISOString()} title={visible(text)}>
      {dayText(at)} <span className={styles.faint}>({days >= 0 ? `${age(days)} ago` : `in ${age(-days)}`})</span>
    </time>
  )
}

function age(days: number): string {
  return days < 730 ? `${days} d` : `${Math.floor(days / 365)} years`
}
