import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundleFile, isBundleAddress } from '../../../electron/main/bundle-address.ts'
import { isOurPage } from '../../../electron/main/ipc/sender.ts'

const folder = join('/opt', 'app', 'out', 'renderer')

describe('an address of the bundle', () => {
  it.each([
    ['app://bundle/', 'index.html'],
    ['app://bundle/index.html', 'index.html'],
    ['app://bundle/assets/main-1a2b.js', 'assets/main-1a2b.js'],
    ['app://bundle/?a=b#/history', 'index.html'],
    ['app://bundle/a%20b.svg', 'a b.svg'],
  ])('%s is a file', (address, file) => {
    expect(bundleFile(address, folder)).toBe(join(folder, file))
  })

  it.each([
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/%2e%2e%2fmain/index.js',
    'app://bundle/..%2frenderer-other/x.js',
    'app://bundle/%00index.html',
    'app://bundle/%',
    'app://elsewhere/index.html',
    'app://bundle.elsewhere/index.html',
    'app://bundle:80/index.html',
    'file:///etc/passwd',
    'https://bundle/index.html',
    'bundle',
    '',
  ])('%s is none', (address) => {
    expect(bundleFile(address, folder)).toBeNull()
  })

  it('stays inside the folder where a path climbs and comes back', () => {
    expect(bundleFile('app://bundle/../../index.html', folder)).toBe(join(folder, 'index.html'))
  })
})

describe('the sender of a message', () => {
  const ours = new Set([1])
  const page = { url: 'app://bundle/#/live', parent: null }

  it('is our page: a window we opened, its top frame, our scheme and host', () => {
    expect(isOurPage({ sender: { id: 1 }, senderFrame: page }, ours)).toBe(true)
  })

  it.each([
    ['a window that we did not open', { sender: { id: 2 }, senderFrame: page }],
    ['a frame within the page', { sender: { id: 1 }, senderFrame: { ...page, parent: {} } }],
    ['a frame that is gone', { sender: { id: 1 }, senderFrame: null }],
    ['another host', { sender: { id: 1 }, senderFrame: { ...page, url: 'app://bundle.bad-shop.com/' } }],
    ['another scheme', { sender: { id: 1 }, senderFrame: { ...page, url: 'https://bundle/' } }],
    ["a scheme whose origin is 'null' too", { sender: { id: 1 }, senderFrame: { ...page, url: 'other://bundle/' } }],
    ['an empty page', { sender: { id: 1 }, senderFrame: { ...page, url: 'about:blank' } }],
    ['a page without an address', { sender: { id: 1 }, senderFrame: { ...page, url: '' } }],
  ])('is not %s', (_what, event) => {
    expect(isOurPage(event, ours)).toBe(false)
  })

  it('cannot be told by origin, which Node gives every custom scheme alike', () => {
    expect(new URL('app://bundle/').origin).toBe(new URL('other://elsewhere/').origin)
    expect(isBundleAddress('other://elsewhere/')).toBe(false)
  })
})
