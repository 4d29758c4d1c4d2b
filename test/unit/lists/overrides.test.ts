import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { isBelow } from '../../../core/dns/name.ts'
import { addressOctets, isIn, parseNetwork } from '../../../core/dns/network.ts'
import type { OverrideRule } from '../../../core/lists/override.ts'
import { compileOverrides } from '../../../core/lists/overrides.ts'

const NOW = 1_700_000_000_000
let views = 0
const compiled = (rules: OverrideRule[]) => compileOverrides(rules, NOW, () => ++views)
const name = (text: string) => text as DomainName

describe('overrides', () => {
  it('hold for the name alone, or for all below it too', () => {
    const overrides = compiled([
      { id: 1, scope: { kind: 'name', name: 'shop.example', client: null }, effect: 'allow', until: null },
      { id: 2, scope: { kind: 'tree', name: 'lure.example', client: null }, effect: 'block', until: null },
    ])
    expect(overrides.match(name('shop.example'), '10.0.0.1')?.rule.id).toBe(1)
    expect(overrides.match(name('www.shop.example'), '10.0.0.1')).toBeNull()
    expect(overrides.match(name('a.b.lure.example'), '10.0.0.1')).toMatchObject({
      match: { origin: 'override', listId: 'override-2', effect: 'block', entry: 'lure.example', line: null },
    })
    expect(overrides.match(name('notlure.example'), '10.0.0.1')).toBeNull()
  })

  it('are over when their time is, and say when the next one is', () => {
    const at = (id: number, until: number | null): OverrideRule => {
      return { id, scope: { kind: 'name', name: `n${id}.example`, client: null }, effect: 'allow', until }
    }
    const overrides = compiled([at(1, NOW), at(2, NOW + 1), at(3, NOW + 9), at(4, null)])
    expect([1, 2, 3, 4].map((id) => overrides.match(name(`n${id}.example`), '') !== null)).toEqual([false, true, true, true]) // prettier-ignore
    expect(overrides.nextEnd).toBe(NOW + 1)
    expect(compiled([at(1, NOW), at(4, null)]).nextEnd).toBe(Infinity)
  })

  it('give clients about which the same ones speak one view, never given again', () => {
    const scope = { kind: 'client', client: '10.0.0.0/24' } as const
    const rules: OverrideRule[] = [
      { id: 1, scope, effect: 'block', until: null },
      { id: 2, scope: { kind: 'name', name: 'shop.example', client: '10.0.0.7' }, effect: 'allow', until: null },
    ]
    const overrides = compiled(rules)
    const [a, b, c, d] = ['10.0.0.1', '10.0.0.2', '10.0.0.7', '10.9.0.1'].map((client) => overrides.viewOf(client))
    expect(a).toBe(b)
    expect(new Set([a, c, d]).size).toBe(3)
    expect(d).toBe(0)
    expect(compiled(rules).viewOf('10.0.0.1')).toBeGreaterThan(Math.max(a!, c!))
    expect(compiled([]).viewOf('10.0.0.1')).toBe(0)
  })

  it('decide as a slow look at each of them does', () => {
    const label = fc.constantFrom('a', 'b', 'c')
    const anyName = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
    const who = fc.constantFrom('10.0.0.0/24', '10.0.0.7', '10.0.0.0/8', '2001:db8::/32', '2001:db8::7')
    const whose = fc.option(who)
    const scope = fc.oneof(
      fc.record({ kind: fc.constant('name' as const), name: anyName, client: whose }),
      fc.record({ kind: fc.constant('tree' as const), name: anyName, client: whose }),
      fc.record({ kind: fc.constant('client' as const), client: who })
    )
    const rule = fc.record({
      scope,
      effect: fc.constantFrom('allow' as const, 'block' as const, 'honeypot' as const),
      until: fc.constantFrom(null, NOW - 1, NOW + 1),
    })
    const rules = fc.array(rule, { maxLength: 12 }).map((all) => all.map((one, at) => ({ ...one, id: at + 1 })))
    const client = fc.constantFrom('10.0.0.7', '10.0.0.8', '10.2.0.1', '192.0.2.1', '2001:db8::7', '2001:db8:1::', '')
    fc.assert(
      fc.property(rules, anyName, client, (all, asked, from) => {
        const expected = slow(all, asked, from)
        const found = compiled(all).matches(name(asked), from)
        expect(found.map(({ rule: { id } }) => id)).toEqual(expected)
        expect(compiled(all).match(name(asked), from)?.rule.id).toBe(expected[0])
      }),
      { numRuns: 2000 }
    )
  })
})

/** All that cover the question by the words of decision 0150: name length, clients, coverage, age. */
function slow(rules: OverrideRule[], asked: string, client: string): number[] {
  const bits = ({ scope }: OverrideRule): number => {
    if (scope.client === null) return -1
    const [address, length] = scope.client.split('/')
    const most = address!.includes(':') ? 128 : 32
    return 128 - most + Number(length ?? most)
  }
  const covers = ({ scope, until }: OverrideRule): boolean => {
    if (until !== null && until <= NOW) return false
    const octets = addressOctets(client)
    const network = scope.client === null ? null : parseNetwork(scope.client)
    if (network?.ok === true && (octets === null || !isIn(octets, network.value))) return false
    if (scope.kind === 'client') return true
    return scope.kind === 'name' ? scope.name === asked : isBelow(name(asked), name(scope.name))
  }
  const length = ({ scope }: OverrideRule): number => (scope.kind === 'client' ? 0 : scope.name.length)
  const alone = ({ scope }: OverrideRule): number => (scope.kind === 'name' ? 1 : 0)
  return rules
    .filter(covers)
    .sort((a, b) => length(b) - length(a) || bits(b) - bits(a) || alone(b) - alone(a) || b.id - a.id)
    .map(({ id }) => id)
}
