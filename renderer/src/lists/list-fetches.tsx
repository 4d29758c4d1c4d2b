import type { ReactNode } from 'react'
import type { ListFetching, ListSummary } from '../../../core/lists/list.ts'
import { Select } from '../design/field.tsx'
import { counted } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { useAct } from '../wire/call.ts'

const USUAL = 'usual'
const TIMES = [
  { value: USUAL, text: 'as often as the settings say' },
  { value: '1', text: 'every hour' },
  { value: '6', text: 'every 6 hours' },
  { value: '24', text: 'once a day' },
  { value: '168', text: 'once a week' },
]

/** When a list at an address was and will be fetched. */
export function ListFetches({ list, fetching }: { list: ListSummary; fetching: ListFetching }): ReactNode {
  const change = useAct('lists.change')
  const { checkedAt, nextAt, failures, everyHours } = fetching
  const value = everyHours === null ? USUAL : String(everyHours)
  return (
    <>
      <dt>Last fetched</dt>
      <dd>
        <Time at={checkedAt} />
        {failures > 0 && `, then ${counted(failures, 'failure')} in a row`}
      </dd>
      <dt>Next fetch</dt>
      <dd>{list.enabled ? <Time at={nextAt} /> : 'none: the list is off'}</dd>
      <dt>How often</dt>
      <dd>
        <Select
          label="How often"
          hideLabel
          value={value}
          options={
            TIMES.some((time) => time.value === value) ? TIMES : [...TIMES, { value, text: `every ${value} hours` }]
          }
          onChange={(next) => void change.run({ id: list.id, everyHours: next === USUAL ? null : Number(next) })}
        />
      </dd>
    </>
  )
}
