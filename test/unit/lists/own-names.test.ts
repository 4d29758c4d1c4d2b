import { describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { createOwnNames, type OwnClass } from '../../../core/lists/own-names.ts'

const asked = (text: string) => text as DomainName

describe('the analyst’s own names', () => {
  it.each<[OwnClass, string]>([
    ['benign', 'allow'],
    ['malicious', 'block'],
    ['honeypot', 'honeypot'],
  ])('of class %s have the effect %s', (vetted, effect) => {
    const match = createOwnNames([['example.com', vetted]]).match(asked('a.example.com'))
    expect(match).toMatchObject({ origin: 'vetted', effect, entry: 'example.com', line: null })
  })

  it('cover what is below them, and the longest one decides', () => {
    const own = createOwnNames([
      ['example.com', 'malicious'],
      ['good.example.com', 'benign'],
    ])
    expect(own.match(asked('x.good.example.com'))?.effect).toBe('allow')
    expect(own.matches(asked('x.good.example.com')).map(({ entry }) => entry)).toEqual([
      'good.example.com',
      'example.com',
    ])
    expect(own.match(asked('notexample.com'))).toBeNull()
  })

  it('change class, and are gone when they are not vetted any more', () => {
    const own = createOwnNames([['example.com', 'malicious']])
    own.set('example.com', 'honeypot')
    expect(own.get('example.com')).toBe('honeypot')
    expect(own.matches(asked('example.com'))).toHaveLength(1)
    own.set('example.com', 'not-vetted')
    expect([own.get('example.com'), own.match(asked('example.com')), own.entries()]).toEqual(['not-vetted', null, []])
  })

  it('say the class of a name itself, not of what covers it', () => {
    expect(createOwnNames([['example.com', 'malicious']]).get('a.example.com')).toBe('not-vetted')
  })

  it('stay right with many of them', () => {
    const own = createOwnNames(Array.from({ length: 20_000 }, (_, at) => [`n${at}.example.com`, 'malicious'] as const))
    for (let at = 0; at < 20_000; at += 2) own.set(`n${at}.example.com`, 'not-vetted')
    const wrong = Array.from({ length: 20_000 }, (_, at) => at).filter(
      (at) => (own.match(asked(`n${at}.example.com`)) !== null) !== (at % 2 === 1)
    )
    expect([wrong, own.entries().length]).toEqual([[], 10_000])
  })
})
