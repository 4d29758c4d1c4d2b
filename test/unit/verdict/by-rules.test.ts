import { describe, expect, it } from 'vitest'
import type { RuleMatch } from '../../../core/lists/matching.ts'
import { ruled } from '../../../core/verdict/by-rules.ts'
import type { FilterSettings } from '../../../core/verdict/settings.ts'
import { BLOCKING } from '../../fakes/filter-settings.ts'

const settings: FilterSettings = { ...BLOCKING, honeypot: { ipv4: '192.0.2.66', ipv6: null } }
const match: RuleMatch = {
  origin: 'subscribed',
  listId: 'zone',
  listName: 'Zone',
  effect: 'block',
  entry: 'brightfern.example',
  line: 7,
}

describe('what an entry of a list means for the answer', () => {
  it('follows the settings where the rule asks for no answer of its own', () => {
    expect(ruled(match, settings)).toMatchObject({ kind: 'blocked-by-list', answer: { kind: 'blackhole' } })
  })

  it.each(['nxdomain', 'nodata', 'refused'] as const)('is %s where the rule itself asks for it', (answer) => {
    expect(ruled({ ...match, answer }, settings)).toMatchObject({
      kind: 'blocked-by-list',
      rule: { listName: 'Zone', line: 7 },
      answer: { kind: answer },
    })
  })
})
