import { Pause, Play } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import type { QueryRecord } from '../../../core/log/record.ts'
import { BarTimeline } from '../charts/bar-timeline.tsx'
import { VerdictLegend } from '../charts/verdict-legend.tsx'
import { Button } from '../design/button.tsx'
import { count } from '../design/format.ts'
import { Panel } from '../design/panel.tsx'
import { Empty, Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys } from '../frame/keys.ts'
import { Grid, rowsOf, useGrid, type GridColumn, type GridModel } from '../grid/index.ts'
import { OverrideRowMenu } from '../overrides/row-menu.tsx'
import { recordColumns } from '../records/record-columns.tsx'
import { useServing } from '../records/use-serving.ts'
import { useWorkstation } from '../wire/workstation.ts'
import { LiveTiles } from './live-tiles.tsx'
import styles from './live.module.css'
import { useStream, type HeldBy, type LiveStream } from './use-stream.ts'

export function LiveScreen(): ReactNode {
  const live = useStream()
  const { stream, heldBy } = live
  useKeys('Live', {
    p: {
      says: heldBy === 'pause' ? 'Let the stream run' : 'Hold the stream',
      run: () => live.pause(heldBy !== 'pause'),
    },
  })
  if (live.fault !== null) return <Fault what="The live view" fault={live.fault} retry={live.retry} />
  if (stream.tiles === null) return <Loading what="the live view" rows={14} />
  return (
    <div className={styles.screen}>
      <LiveTiles tiles={stream.tiles} />
      <Panel title="The last five minutes" legend={<VerdictLegend buckets={stream.pulse} />}>
        <BarTimeline
          label="Answers of the last five minutes, stacked by verdict"
          buckets={stream.pulse}
          period="pulse"
          height={112}
        />
      </Panel>
      <Answers live={live} />
    </div>
  )
}

function Answers({ live }: { live: LiveStream }): ReactNode {
  const { stream, heldBy, watch } = live
  const { open, name } = useAddress()
  const serving = useServing()
  const columns = useMemo(() => [...recordColumns({ serving, time: 'clock' }), OVERRIDE], [serving])
  const rows = useMemo(() => rowsOf(stream.shown, evidenceOf), [stream.shown])
  const grid = useGrid({ rows, keyOf: evidenceOf })
  useKeys('Answers, newest first', {
    ...(heldBy === 'keyboard' && name === null
      ? { Escape: { says: 'Leave the rows: let the stream run', run: () => leave(grid, live) } }
      : {}),
  })
  const showAll = () => {
    live.show()
    grid.box.current?.scrollTo({ top: 0 })
  }
  return (
    <Panel title="Answers" aside={<Hold heldBy={heldBy} skipped={stream.skipped} onPause={live.pause} />} fill flush>
      <div className={styles.stream} {...watch}>
        <Grid
          grid={grid}
          columns={columns}
          label="Answers, newest first"
          remember="live"
          main
          onOpen={(record) => open(record.name)}
          fresh={{ count: stream.waiting.length + stream.unkept, show: showAll }}
          {...(stream.shown.length === 0 ? { instead: <NothingAsked /> } : {})}
        />
      </div>
    </Panel>
  )
}

function leave(grid: GridModel<QueryRecord>, live: LiveStream): void {
  grid.box.current?.scrollTo({ top: 0 })
  grid.box.current?.blur()
  live.leave()
}

const SAYS: Record<Exclude<HeldBy, null>, string> = {
  pause: 'held',
  keyboard: 'held while you are in the rows',
  scroll: 'held while you are below the top',
  pointer: 'held while you point at the rows',
}

function Hold({
  heldBy,
  skipped,
  onPause,
}: {
  heldBy: HeldBy
  skipped: number
  onPause: (on: boolean) => void
}): ReactNode {
  const paused = heldBy === 'pause'
  return (
    <>
      {skipped > 0 && (
        <span title="More was answered than can be read; all of it is in History">{count(skipped)} not shown here</span>
      )}
      {heldBy !== null && <span>{SAYS[heldBy]}</span>}
      <Button onPress={() => onPause(!paused)} shortcut="p">
        {paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        {paused ? 'Run' : 'Hold'}
      </Button>
    </>
  )
}

function NothingAsked(): ReactNode {
  const address = useWorkstation()?.dns.address ?? null
  if (address === null)
    return (
      <Empty title="Nothing can be asked">
        The resolver has no address to answer on. The Workstation screen says why.
      </Empty>
    )
  const port = address.slice(address.lastIndexOf(':') + 1)
  const host = address.slice(0, address.lastIndexOf(':'))
  return (
    <Empty title="No question has been asked since the start">
      The resolver listens on {address}. Point a client's DNS there, or try it by hand: dig @{host} -p {port}{' '}
      example.com. What was answered before stands in History.
    </Empty>
  )
}

const OVERRIDE: GridColumn<QueryRecord> = {
  id: 'override',
  title: '',
  help: 'Override what holds for the name',
  width: 40,
  hideable: false,
  acts: true,
  // Of its own for each answer: an open menu never comes to speak of the row that moved to its place.
  cell: ({ evidence, name, client }) => <OverrideRowMenu key={evidence} name={name} client={client} />,
}

function evidenceOf(record: QueryRecord): string {
  return record.evidence
}
