import type { QueryRecord } from '../../../core/log/record.ts'
import { clockTime, exactTime, milliseconds } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar, type Thresholds } from '../design/score-bar.tsx'
import { Time } from '../design/time.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { visible } from '../design/visible.ts'
import type { GridColumn } from '../grid/index.ts'
import styles from './records.module.css'

/** Of the model that serves; a score of another model is drawn without thresholds. */
export type ServingThresholds = (Thresholds & { id: string }) | null

export type RecordColumnOptions = {
  serving: ServingThresholds
  /** A stream shows the clock, a table how long ago. */
  time: 'clock' | 'relative'
}

/** One answer given, on Live and in History. */
export function recordColumns({ serving, time }: RecordColumnOptions): GridColumn<QueryRecord>[] {
  return [
    time === 'clock'
      ? { id: 'time', title: 'Time', width: 72, cell: (record) => <ClockTime at={record.time} /> }
      : { id: 'time', title: 'Time', width: 96, cell: (record) => <Time at={record.time} /> },
    { id: 'client', title: 'Client', width: 112, cell: (record) => visible(record.client) },
    {
      id: 'name',
      title: 'Name',
      // On Live the verdict may have an answer's failure beside it; beside the panel the score is to stay in sight.
      width: time === 'clock' ? 176 : 210,
      minWidth: 140,
      grows: true,
      hideable: false,
      cell: (record) => <Name name={record.name} unsure={record.verdict === 'unsure'} />,
    },
    { id: 'type', title: 'Type', width: 60, cell: (record) => record.type },
    {
      id: 'verdict',
      title: 'Verdict',
      width: time === 'clock' ? 206 : 142,
      cell: (record) => <Outcome record={record} failures={time === 'clock'} />,
    },
    {
      id: 'score',
      title: 'Score',
      help: 'P(malicious) as the model gave it, with its two thresholds',
      width: 112,
      align: 'end',
      cell: (record) =>
        record.score === null ? (
          '–'
        ) : (
          <ScoreBar value={record.score} thresholds={serving?.id === record.modelId ? serving : null} />
        ),
    },
    {
      id: 'milliseconds',
      title: 'ms',
      help: 'From the arrival of the question to the departure of the answer',
      width: 64,
      align: 'end',
      cell: (record) => <span title={milliseconds(record.milliseconds)}>{msText(record.milliseconds)}</span>,
    },
    { id: 'rcode', title: 'Code', width: 92, hidden: time === 'clock', cell: (record) => record.rcode },
    { id: 'answers', title: 'Answers', width: 180, hidden: true, cell: (record) => visible(record.answers.join(', ')) },
    { id: 'rule', title: 'Decided by', width: 180, hidden: true, cell: (record) => visible(decider(record)) },
    {
      id: 'upstream',
      title: 'Upstream',
      width: 130,
      hidden: true,
      cell: (record) => record.upstream ?? (record.cached ? 'cache' : 'here'),
    },
    { id: 'transport', title: 'Over', width: 66, hidden: true, cell: (record) => record.transport },
    {
      id: 'evidence',
      title: 'Evidence',
      width: 104,
      hidden: true,
      help: 'The id in the text of the Extended DNS Error',
      cell: (record) => record.evidence,
    },
  ]
}

/** An answer may fail behind any verdict; where no column of codes says so, it stands here. */
function Outcome({ record, failures }: { record: QueryRecord; failures: boolean }) {
  return (
    <span className={styles.outcome}>
      <VerdictMark kind={record.verdict} override={isOverride(record)} />
      {failures && record.rcode === 'SERVFAIL' && (
        <span className={styles.failed} title="No upstream gave an answer that can be used: the client got SERVFAIL">
          SERVFAIL
        </span>
      )}
    </span>
  )
}

/** Ids of lists are UUIDs; these are overrideListId's (core/lists/override.ts). */
function isOverride({ rule }: QueryRecord): boolean {
  return rule !== null && /^override-\d+$/.test(rule.listId)
}

function ClockTime({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {clockTime(at)}
    </time>
  )
}

function decider({ rule, modelId }: QueryRecord): string {
  if (rule === null) return modelId ?? 'nobody'
  return rule.line === null ? `${rule.list}: ${rule.entry}` : `${rule.list}, line ${rule.line}: ${rule.entry}`
}

function msText(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0)
}
