import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { waysOf } from '../../../core/lists/private-place.ts'

const HOSTS: Record<string, string[]> = {
  'lists.example': ['192.0.2.7'],
  'moved.example': ['192.0.2.8'],
  'inside.example': ['192.0.2.9', '10.0.0.9'],
  'nas.example': ['192.168.1.2'],
}
const lookup: LookupFunction = (host, _options, done) =>
  done(
    null,
    HOSTS[host]!.map((address) => ({ address, family: 4 }))
  )

function found(ways: ReturnType<typeof waysOf>, host: string): Promise<unknown> {
  return new Promise((resolve) => ways.lookup(host, { all: true }, (error, address) => resolve(error?.name ?? address)))
}

describe('a fetch that was sent on', () => {
  it('goes to a public place, and into a private one by no name', async () => {
    const ways = waysOf(lookup)
    await found(ways, 'lists.example')
    ways.sentOn('https://lists.example/names.txt')
    expect(await found(ways, 'moved.example')).toEqual([{ address: '192.0.2.8', family: 4 }])
    for (const host of ['inside.example', 'nas.example']) expect(await found(ways, host)).toBe('Error')
  })

  it.each([
    ['https://127.0.0.1/x', true],
    ['https://localhost/x', true],
    ['https://[::1]/x', true],
    ['https://[fd00::1]:8443/x', true],
    ['https://10.1.2.3/x', true],
    ['https://169.254.169.254/latest', true],
    ['https://192.0.2.8/x', false],
    ['https://moved.example/x', false],
  ])('to %s: forbidden is %s', async (target, forbidden) => {
    const ways = waysOf(lookup)
    await found(ways, 'lists.example')
    expect(ways.forbids(target)).toBe(false)
    ways.sentOn('https://lists.example/names.txt')
    expect(ways.forbids(target)).toBe(forbidden)
  })

  it('stays in the private network in which its list lies', async () => {
    const ways = waysOf(lookup)
    await found(ways, 'nas.example')
    ways.sentOn('https://nas.example/names.txt')
    expect(ways.forbids('https://192.168.1.3/x')).toBe(false)
    expect(await found(ways, 'inside.example')).toHaveLength(2)
    const written = waysOf(lookup)
    written.sentOn('https://192.168.1.2/names.txt')
    expect(written.forbids('https://192.168.1.3/x')).toBe(false)
  })
})
