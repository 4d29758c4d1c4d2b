import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
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
