import { describe, expect, test } from 'vitest'
import {
  answerPolicyOf,
  commandLineOf,
  filterSettingsOf,
  modelActionOf,
  resolverConfigOf,
} from '../../../core/desk/configuration.ts'
import type { WorkstationOptions } from '../../../core/desk/options.ts'
import { bootstrapFrom, reserveFrom, upstreamTexts, upstreamsFrom } from '../../../core/desk/upstreams.ts'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'

const options = (said: Partial<WorkstationOptions> = {}): WorkstationOptions => ({
  shell: 'headless',
  version: '0',
  dataFolder: '/data',
  resourcesFolder: '/resources',
  dns: null,
  dot: null,
  doh: null,
  upstreams: [],
  plugin: null,
  modelAction: null,
  store: { kind: 'duckdb' },
  token: 't',
  ...said,
})
const settings = (set: Partial<Settings> = {}): Settings => ({ ...defaultSettings, ...set })

test.each<[string, Partial<WorkstationOptions>, Partial<Settings>, Settings['modelAction']]>([
  ['headless blocks unless told otherwise', {}, {}, 'block'],
  ['headless does as the settings say', {}, { modelAction: 'observe' }, 'observe'],
  ['headless asks nobody, and so waits for no first run', {}, { firstRunDone: false }, 'block'],
  ['a window observes until its first run is done', { shell: 'electron' }, { firstRunDone: false }, 'observe'],
  [
    'even where the settings would block',
    { shell: 'electron' },
    { firstRunDone: false, modelAction: 'block' },
    'observe',
  ],
  ['and then does as the person said', { shell: 'electron' }, { firstRunDone: true, modelAction: 'block' }, 'block'],
  ['the command line comes before the settings', { modelAction: 'observe' }, { modelAction: 'block' }, 'observe'],
  ['and before the first run', { shell: 'electron', modelAction: 'block' }, { firstRunDone: false }, 'block'],
])('%s', (_, said, set, action) => {
  expect(modelActionOf(options(said), settings(set))).toBe(action)
  expect(filterSettingsOf(options(said), settings(set), null).modelAction).toBe(action)
  expect(resolverConfigOf(options({ ...said, upstreams: ['192.0.2.1'] }), settings(set), null).modelAction).toBe(action)
})

test('a pause is part of what the filter is told', () => {
  expect(filterSettingsOf(options(), settings(), 1234)).toMatchObject({ pausedUntil: 1234, scoreWaitMs: 50 })
})

test('what the command line overrules is told as it was said', () => {
  expect(commandLineOf(options())).toEqual({ upstreams: [], modelAction: null, dot: null, doh: null })
  const said = { upstreams: ['127.0.0.1:5399'], modelAction: 'observe' as const, dot: 0, doh: 8443 }
  expect(commandLineOf(options(said))).toEqual(said)
})

test('remarks among the local records are no records', () => {
  const localRecords = ['# my hosts', '192.168.1.5 nas.lan # in the cellar']
  expect(answerPolicyOf(settings({ localRecords })).localRecords).toEqual([
    { address: '192.168.1.5', names: ['nas.lan'] },
  ])
})

describe('upstreams', () => {
  const from = (commandLine: string[], set: string[], listening: string | null = null) =>
    upstreamTexts(upstreamsFrom({ commandLine, settings: set, listening }))

  test('are those of the command line, else those of the settings, with port 53 where none is said', () => {
    expect(from(['192.0.2.1:5353', '[2001:db8::1]'], ['192.0.2.9'])).toEqual(['192.0.2.1:5353', '[2001:db8::1]:53'])
    expect(from([], ['192.0.2.9'])).toEqual(['192.0.2.9:53'])
  })

  test('are else those of the machine, but never where the product listens itself', () => {
    const machine = from([], [])
    for (const one of machine) expect(from([], [], one)).not.toContain(one)
  })

  describe('while the machine’s own resolver leads back here', () => {
    const machine = ['127.0.0.53']
    const written = ['192.0.2.1', '127.0.0.1', '127.0.0.53']
    const where = { listening: '127.0.0.1:53', machine }

    test('are those that the network named, but for ourselves and who is asked anyway', () => {
      expect(upstreamTexts(reserveFrom({ ...where, commandLine: [], settings: [] }, written))).toEqual(['192.0.2.1:53'])
    })

    test('are nobody else where a person chose them', () => {
      expect(reserveFrom({ ...where, commandLine: [], settings: ['192.0.2.9'] }, written)).toEqual([])
      expect(reserveFrom({ ...where, commandLine: ['192.0.2.9'], settings: [] }, written)).toEqual([])
    })

    test('and an encrypted one’s address is asked for there too, after the machine’s own resolver', () => {
      const hosts = (settings: string[]) => bootstrapFrom({ ...where, settings }, written).map(({ host }) => host)
      expect(hosts([])).toEqual(['127.0.0.53', '192.0.2.1'])
      expect(hosts(['192.0.2.7'])).toEqual(['192.0.2.7'])
    })
  })

  test('were checked at the door: what is none throws', () => {
    expect(() => from(['dns.river-books.net'], [])).toThrow('no address and port')
  })
})

test.each<[string, Partial<Settings>, { ipv4: string | null; ipv6: string | null }]>([
  ['the page', { honeypotPage: { on: true, address: '127.0.0.1', port: 80 } }, { ipv4: '127.0.0.1', ipv6: null }],
  ['the page over IPv6', { honeypotPage: { on: true, address: '::1', port: 80 } }, { ipv4: null, ipv6: '::1' }],
  [
    'a person’s own address, the page or not',
    {
      honeypotPage: { on: true, address: '127.0.0.1', port: 80 },
      honeypot: { ipv4: null, ipv6: '2001:db8::66' },
    },
    { ipv4: null, ipv6: '2001:db8::66' },
  ],
  ['nowhere while the page is off', {}, { ipv4: null, ipv6: null }],
])('names of the honeypot lead to %s', (_, set, honeypot) => {
  expect(filterSettingsOf(options(), settings(set), null).honeypot).toEqual(honeypot)
  expect(resolverConfigOf(options(), settings(set), null).honeypot).toEqual(honeypot)
})
