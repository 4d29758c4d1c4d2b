import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { overrideListId } from '../../../core/lists/override.ts'
import { recordColumns } from '../../../renderer/src/records/record-columns.tsx'
import { asked } from '../../fakes/log-of.ts'

function cell(column: string, time: 'clock' | 'relative', said: Parameters<typeof asked>[0]): string {
  const record = { ...asked(said), evidence: '00000000000' }
  const found = recordColumns({ serving: null, time }).find(({ id }) => id === column)
  return renderToStaticMarkup(<>{found?.cell(record)}</>).replace(/<[^>]*>/g, ' ')
}

test('an answer that failed says so on Live, whatever the verdict; History has a column for it', () => {
  const failed = { verdict: 'allowed-by-model', rcode: 'SERVFAIL' } as const
  expect(cell('verdict', 'clock', failed)).toMatch(/allowed by model\s+SERVFAIL/)
  expect(cell('verdict', 'clock', { ...failed, rcode: 'NXDOMAIN' })).not.toContain('NXDOMAIN')
  expect(cell('verdict', 'relative', failed)).not.toContain('SERVFAIL')
  expect(cell('rcode', 'relative', failed)).toContain('SERVFAIL')
})

test.each(['clock', 'relative'] as const)('an override that decided is told from a list (%s)', (time) => {
  const rule = { listId: overrideListId(3), list: 'override', entry: 'shop.example', line: null }
  expect(cell('verdict', time, { verdict: 'blocked-by-list', rule })).toContain('blocked by override')
  expect(cell('verdict', time, { verdict: 'allowed-by-list', rule })).toContain('allowed by override')
  const listed = { ...rule, listId: 'b0f4a1c2', list: 'override' }
  expect(cell('verdict', time, { verdict: 'blocked-by-list', rule: listed })).toContain('blocked by list')
})
