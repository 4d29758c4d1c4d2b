import { describe, expect, it } from 'vitest'
import { explain } from '../../../core/desk/explain.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import type { OverrideRule } from '../../../core/lists/override.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import { compileBook, openRuleBook } from '../../../core/lists/rule-book.ts'
import { compilePolicy, USUAL_POLICY, type AnswerPolicy } from '../../../core/resolver/policy.ts'
import { createFilter } from '../../../core/verdict/create-filter.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { BLOCKING } from '../../fakes/filter-settings.ts'
import { fakeScorer } from '../../fakes/scorer.ts'

function blocking(name: string): OverrideRule {
  const scope = { kind: 'name' as const, name: name as DomainName, client: null }
  return { id: 1, scope, effect: 'block', until: null }
}

async function explained(name: string, said: { policy?: Partial<AnswerPolicy>; overrides?: OverrideRule[] } = {}) {
  const own = createOwnNames()
  const book = openRuleBook(compileBook([]))
  const parts = { own, book, scorer: fakeScorer(), settings: BLOCKING, overrides: said.overrides ?? [] }
  const { verdict, stages } = await explain(name as DomainName, {
    filter: createFilter(parts, fakeClock()),
    policy: () => compilePolicy({ ...USUAL_POLICY, ...said.policy }),
    own,
    book: () => book,
    model: () => null,
  })
  const [decides, ...others] = stages.filter((stage) => stage.decides)
  expect(others).toEqual([])
  return { verdict: verdict.kind, decides, names: stages.map(({ stage }) => stage), stages }
}

describe('what is answered here', () => {
  it('says that a local record comes before an override, which would block', async () => {
    const policy = { localRecords: [{ address: '192.168.7.7', names: ['nas-audit.net'] }] }
    const { verdict, decides, names, stages } = await explained('nas-audit.net', {
      policy,
      overrides: [blocking('nas-audit.net')],
    })
    expect(verdict).toBe('unscored')
    expect(decides).toMatchObject({
      stage: 'answered-here',
      reason: expect.stringContaining(': 192.168.7.7.') as string,
    })
    expect(names[0]).toBe('answered-here')
    expect(stages.find(({ stage }) => stage === 'override')).toMatchObject({ verdict: { kind: 'blocked-by-list' } })
  })

  it('says that a local record without an IPv4 address gives none', async () => {
    const { decides } = await explained('nas-audit.net', {
      policy: { localRecords: [{ address: 'fd00::7', names: ['nas-audit.net'] }] },
    })
    expect(decides?.reason).toContain('NODATA')
  })

  it.each([
    ['printer.local', 'NXDOMAIN'],
    ['hidden.onion', 'NXDOMAIN'],
    ['7.7.168.192.in-addr.arpa', 'NXDOMAIN'],
    ['localhost', '127.0.0.1'],
    ['resolver.arpa', 'NODATA'],
  ])('says of the special name %s: %s', async (name, answer) => {
    const { decides, names } = await explained(name)
    expect(decides).toMatchObject({ stage: 'answered-here', reason: expect.stringContaining(answer) as string })
    expect(names.at(-1)).toBe('answered-here')
  })

  it('says of no name that the model would judge it where the model is not asked', async () => {
    const { stages } = await explained('printer.local')
    expect(stages.find(({ stage }) => stage === 'model')).toMatchObject({
      verdict: null,
      reason: 'It is not asked about such a name.',
    })
  })

  it('lets a rule decide about a special name first', async () => {
    const { verdict, decides } = await explained('printer.local', { overrides: [blocking('printer.local')] })
    expect(verdict).toBe('blocked-by-list')
    expect(decides?.stage).toBe('override')
  })

  it('says of a forwarded special name that its own upstreams are asked', async () => {
    const { decides, stages } = await explained('printer.local', { policy: { forwardedDomains: ['local'] } })
    expect(decides?.stage).toBe('kind-of-name')
    expect(stages.at(-1)).toMatchObject({
      verdict: null,
      reason: expect.stringContaining('upstreams of its own') as string,
    })
  })

  it.each(['use-application-dns.net', 'mask.icloud.com', 'mask-h2.icloud.com'])(
    'says that browsers are told to keep to this resolver by %s, while the setting is on',
    async (name) => {
      const on = await explained(name)
      expect(on.decides).toMatchObject({
        stage: 'answered-here',
        reason: expect.stringContaining('NXDOMAIN') as string,
      })
      const off = await explained(name, { policy: { keepBrowsers: false } })
      expect(off.decides?.stage).toBe('model')
    }
  )

  it('leaves an ordinary name to the filter', async () => {
    const { verdict, decides, stages } = await explained('gardenriver.com')
    expect(verdict).toBe('allowed-by-model')
    expect(decides?.stage).toBe('model')
    expect(stages.at(-1)).toMatchObject({ stage: 'answered-here', verdict: null })
  })
})
