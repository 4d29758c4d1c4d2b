import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress, toView, withParams } from '../../../renderer/src/frame/address.ts'

describe('an address', () => {
  it.each([
    ['', 'live', {}],
    ['#', 'live', {}],
    ['#/history', 'history', {}],
    ['#/history?range=7d&name=shop.brightfern.example', 'history', { range: '7d', name: 'shop.brightfern.example' }],
    [
      '#/history?filter=client%3A2001%3Adb8%3A%3A1+-type%3AAAAA',
      'history',
      { filter: 'client:2001:db8::1 -type:AAAA' },
    ],
    ['#/no-such-view?tab=all', 'live', { tab: 'all' }],
  ])('reads %j', (hash, view, params) => {
    expect(parseAddress(hash)).toEqual({ view, params })
  })

  it('comes back as it was written, whatever its parameters hold', () => {
    const address = {
      view: 'history' as const,
      params: { filter: 'list:"a & b" name:*.ü#?=%', name: 'shop.brightfern.example' },
    }
    expect(parseAddress(formatAddress(address))).toEqual(address)
  })

  it('leaves parameters out that were emptied', () => {
    const address = { view: 'history' as const, params: { filter: 'shop', tab: 'all' } }
    expect(withParams(address, { filter: '', tab: null, range: '7d' }).params).toEqual({ range: '7d' })
  })

  it('takes the open name along to another view', () => {
    const from = { view: 'live' as const, params: { name: 'shop.brightfern.example', range: '7d' } }
    expect(toView(from, 'lists')).toEqual({ view: 'lists', params: { name: 'shop.brightfern.example' } })
  })
})
