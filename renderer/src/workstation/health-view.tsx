import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Health } from '../../../core/contract/workstation.ts'
import { bytes, count, duration, milliseconds, percent } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { shownUpstream } from '../frame/shown-upstream.ts'
import styles from './health.module.css'
import { ListsTable, StagesTable } from './stages-table.tsx'

type Part = Health['resolver']
type Upstream = Health['upstreams'][number]

const ICONS: Record<Part['state'], ReactNode> = {
  ready: <CircleCheck size={15} aria-hidden />,
  starting: <LoaderCircle size={15} aria-hidden />,
  off: <CircleDashed size={15} aria-hidden />,
  failed: <CircleAlert size={15} aria-hidden />,
}

/** The parts as they are now, measured when asked. */
export function HealthView({ health }: { health: Health }): ReactNode {
  const { counters, storage, lists, disk } = health
  const asked = counters.queries
  const share = (value: number) => (asked === 0 ? '' : ` (${percent(value / asked)})`)
  return (
    <div className={styles.health}>
      <ul className={styles.parts}>
        <PartRow name="Resolver" part={health.resolver} />
        <PartRow name="Model" part={health.model} />
        <PartRow name="Store" part={health.store} />
        <PartRow name="Trainer" part={health.trainer} />
        <PartRow name="This machine" part={health.machineDns} />
      </ul>
      <Upstreams upstreams={health.upstreams} />
      <Latencies latency={health.latency} />
      <StagesTable stages={health.stages} />
      <ListsTable lists={lists.each} />
      <dl className={styles.facts}>
        <Fact term="Answered since the start" value={count(asked)} />
        <Fact term="Blocked" value={count(counters.blocked) + share(counters.blocked)} />
        <Fact term="From the cache" value={count(counters.cached) + share(counters.cached)} />
        <Fact term="Passed before their score came" value={count(counters.late)} warns={counters.late > 0} />
        <Fact term="SERVFAIL" value={count(counters.servfail)} warns={counters.servfail > 0} />
        <Fact term="Not logged, dropped" value={count(counters.logDropped)} warns={counters.logDropped > 0} />
        <Fact term="Answers in the cache" value={`${count(health.cache.answers)}, ${bytes(health.cache.bytes)}`} />
        <Fact term="Waiting for a verdict or an upstream" value={count(health.inFlight)} />
        <Fact term="Packets refused as faulty" value={count(counters.faulty)} />
        <Fact term="Upstream answers not believed" value={count(counters.mismatched)} warns={counters.mismatched > 0} />
        <Fact term="Answers in the store" value={count(storage.records)} />
        <Fact
          term="Days kept"
          value={
            storage.oldest === null ? (
              count(storage.days)
            ) : (
              <>
                {count(storage.days)}, oldest <Time at={storage.oldest} />
              </>
            )
          }
        />
        <Fact term="Size of the store" value={bytes(storage.bytes)} />
        <Fact term="Not yet searchable" value={count(storage.pending)} />
        <Fact
          term="Lists"
          value={`${count(lists.lists)}, ${count(lists.names)} names, ${count(lists.broken)} broken lines`}
        />
        <Fact
          term="Free on the disk"
          value={disk.freeBytes === null ? 'not known on this system' : bytes(disk.freeBytes)}
          warns={disk.freeBytes !== null && disk.freeBytes < 1e9}
        />
        <Fact term="Memory" value={bytes(health.process.residentBytes)} />
        <Fact term="Running for" value={duration(health.process.uptimeMs / 1000)} />
      </dl>
    </div>
  )
}

function PartRow({ name, part }: { name: string; part: Part }): ReactNode {
  return (
    <li className={styles.part} data-state={part.state}>
      {ICONS[part.state]}
      <strong>{name}</strong>
      <span className={styles.state}>{part.state}</span>
      <span className={styles.detail}>{visible(part.detail)}</span>
    </li>
  )
}

const UPSTREAM_STATES: Record<Upstream['state'], string> = {
  answering: 'answering',
  failing: 'failing',
  looping: 'leads back here, not asked',
  unused: 'not asked yet',
}

/** Where a name was found, and what went wrong last. */
function UpstreamNotes({ upstream: { found, lastFault } }: { upstream: Upstream }): ReactNode {
  return (
    <>
      {found !== null && (
        <span className={styles.note}>
          at {visible(found.addresses.join(', '))}, as {found.by} says
        </span>
      )}
      {lastFault !== null && (
        <span className={styles.note}>
          <Time at={lastFault.at} />: {visible(lastFault.message)}
        </span>
      )}
    </>
  )
}

function Upstreams({ upstreams }: { upstreams: Health['upstreams'] }): ReactNode {
  if (upstreams.length === 0)
    return <p className={styles.none}>No upstream is known: only blocked and cached names can be answered.</p>
  return (
    <table className={styles.upstreams}>
      <thead>
        <tr>
          <th scope="col">Upstream</th>
          <th scope="col">State</th>
          <th scope="col">Half within</th>
          <th scope="col">99 % within</th>
          <th scope="col">Asked</th>
          <th scope="col">Failed</th>
        </tr>
      </thead>
      <tbody>
        {upstreams.map((upstream) => (
          <tr key={upstream.address} data-state={upstream.state}>
            <th scope="row">
              {visible(shownUpstream(upstream.address))}
              <UpstreamNotes upstream={upstream} />
            </th>
            <td>{UPSTREAM_STATES[upstream.state]}</td>
            <td>{milliseconds(upstream.medianMs)}</td>
            <td>{milliseconds(upstream.p99Ms)}</td>
            <td>{count(upstream.asked)}</td>
            <td>{count(upstream.failed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const WAYS = [
  ['cached', 'From the cache'],
  ['blocked', 'Blocked'],
  ['forwarded', 'Asked upstream'],
] as const

/** How long answers took over the last minutes, by the way they came about. */
function Latencies({ latency }: { latency: Health['latency'] }): ReactNode {
  return (
    <table className={styles.upstreams}>
      <thead>
        <tr>
          <th scope="col">Answers of the last minutes</th>
          <th scope="col">Number</th>
          <th scope="col">Half within</th>
          <th scope="col">99 % within</th>
        </tr>
      </thead>
      <tbody>
        {WAYS.map(([way, words]) => (
          <tr key={way}>
            <th scope="row">{words}</th>
            <td>{count(latency[way].count)}</td>
            <td>{milliseconds(latency[way].p50Ms)}</td>
            <td>{milliseconds(latency[way].p99Ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Fact({ term, value, warns = false }: { term: string; value: ReactNode; warns?: boolean }): ReactNode {
  return (
    <div data-warns={warns || undefined}>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}
