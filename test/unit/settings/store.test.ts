import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'
import { openSettings } from '../../../core/settings/store.ts'

let place: string
let file: string
const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5), elapsed: () => 0 }
const open = () => openSettings({ file, clock })
const listening = { host: '127.0.0.1', port: 5335 }

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'settings-'))
  file = join(place, 'settings.json')
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

describe('the settings', () => {
  it('are the defaults at the first start, and no file is written for them', async () => {
    const settings = await open()
    expect([settings.current(), settings.notices, readdirSync(place)]).toEqual([defaultSettings, [], []])
  })

  it('are kept, told to whoever listens, and there again after a restart', async () => {
    const settings = await open()
    const told: string[] = []
    settings.onChange(({ modelAction }) => told.push(modelAction))
    expect(await settings.change({ modelAction: 'observe' }, null)).toMatchObject({
      ok: true,
      value: { modelAction: 'observe' },
    })
    expect([told, (await open()).current().modelAction, readdirSync(place)]).toEqual([
      ['observe'],
      'observe',
      ['settings.json'],
    ])
  })

  it('do not lose one of two changes at once', async () => {
    const settings = await open()
    await Promise.all([settings.change({ modelAction: 'off' }, null), settings.change({ appearance: 'dark' }, null)])
    expect((await open()).current()).toMatchObject({ modelAction: 'off', appearance: 'dark' })
  })

  it('fill what an older file does not have, and keep what only a newer version knows', async () => {
    writeFileSync(file, '{"appearance": "dark", "fromTheFuture": {"x": 1}}')
    const settings = await open()
    expect([settings.current(), settings.notices]).toEqual([{ ...defaultSettings, appearance: 'dark' }, []])
    await settings.change({ appearance: 'light' }, null)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ appearance: 'light', fromTheFuture: { x: 1 } })
  })

  it.each([
    [
      'cut off',
      '{"appearance": "da',
      /settings\.json is not JSON: .*The defaults hold; the file was kept as .*2026-01-02T03-04-05/,
    ],
    ['empty', '', /is not JSON/],
    ['a list', '[]', /does not fit: Invalid input: expected object, received array/],
    ['out of range', '{"retention": {"days": 0, "megabytes": 100}}', /does not fit: retention\.days: Too small/],
  ])('are the defaults when the file is %s; it is kept, and it is said', async (_what, text, notice) => {
    writeFileSync(file, text)
    const settings = await open()
    expect([settings.current(), settings.notices]).toEqual([defaultSettings, [expect.stringMatching(notice)]])
    const kept = readdirSync(place)
    expect(kept).toEqual([expect.stringMatching(/^settings\.json\.broken-/)])
    expect(readFileSync(join(place, kept[0]!), 'utf8')).toBe(text)
  })

  it('stop the start when the file is there and cannot be read', async () => {
    mkdirSync(file)
    await expect(open()).rejects.toThrow(`${file} cannot be read: it is a folder, not a file`)
  })

  it('stay as they were when the disk refuses a change', async () => {
    const settings = await open()
    rmSync(place, { recursive: true })
    writeFileSync(place, 'in the way')
    const result = await settings.change({ appearance: 'dark' }, null)
    expect(result).toMatchObject({ ok: false, fault: { kind: 'unavailable', field: null } })
    expect(result.ok ? '' : result.fault.message).toMatch(/settings\.json cannot be written: /)
    expect(settings.current().appearance).toBe('system')
  })
})

describe('what a person sets wrongly, and what he reads', () => {
  it.each<[Partial<Record<keyof Settings, unknown>>, string, string]>([
    [
      { upstreams: ['dns.example'] },
      'upstreams.0',
      'upstreams.0: "dns.example" is no address and port; write it like 192.0.2.1:53, or tls://dns.example@192.0.2.1',
    ],
    [
      { upstreams: ['192.0.2.1:53', '192.0.2.999'] },
      'upstreams.1',
      'upstreams.1: "192.0.2.999" is no address and port; write it like 192.0.2.1:53, or tls://dns.example@192.0.2.1',
    ],
    [{ upstreams: ['192.0.2.1:0'] }, 'upstreams.0', 'upstreams.0: "0" is no port; a port is a number from 1 to 65535'],
    [
      { upstreams: ['192.0.2.1:70000'] },
      'upstreams.0',
      'upstreams.0: "70000" is no port; a port is a number from 1 to 65535',
    ],
    [
      { upstreams: ['[::1::2]:53'] },
      'upstreams.0',
      'upstreams.0: "[::1::2]:53" is no address and port; write it like 192.0.2.1:53, or tls://dns.example@192.0.2.1',
    ],
    [
      { upstreams: ['0.0.0.0:53'] },
      'upstreams.0',
      'upstreams.0: 0.0.0.0:53 is not the address of one machine: no server can be asked there',
    ],
    [
      { upstreams: ['[ff02::1]:53'] },
      'upstreams.0',
      'upstreams.0: [ff02::1]:53 is not the address of one machine: no server can be asked there',
    ],
    [{ upstreams: ['192.0.2.1', '192.0.2.1:53'] }, 'upstreams.1', 'upstreams.1: 192.0.2.1:53 stands in the list twice'],
    [
      { upstreams: ['[2001:db8::1]:53', '[2001:DB8:0::1]'] },
      'upstreams.1',
      'upstreams.1: [2001:DB8:0::1] stands in the list twice',
    ],
    [
      { upstreams: ['127.0.0.1:5335'] },
      'upstreams.0',
      "upstreams.0: 127.0.0.1:5335 is this resolver's own address: it would ask itself for ever",
    ],
    [
      { upstreams: ['[::ffff:7f00:1]:5335'] },
      'upstreams.0',
      "upstreams.0: [::ffff:7f00:1]:5335 is this resolver's own address: it would ask itself for ever",
    ],
    [
      { forwarding: ['corp.lan 192.168.1.1', 'lan.lan 127.0.0.1:5335'] },
      'forwarding.1',
      "forwarding.1: 127.0.0.1:5335 is this resolver's own address: it would ask itself for ever",
    ],
    [
      { forwarding: ['corp.lan 192.168.1.1', 'corp.lan 192.168.1.2'] },
      'forwarding.1',
      'forwarding.1: corp.lan has a line already',
    ],
    [{ localRecords: ['192.168.1.5'] }, 'localRecords.0', 'localRecords.0: no name stands behind 192.168.1.5'],
    [
      { blockingAnswer: 'honeypot' },
      'honeypot',
      'honeypot: answering with the honeypot needs its IPv4 or IPv6 address, or its page',
    ],
    [
      { honeypot: { ipv4: '192.0.2', ipv6: null } },
      'honeypot.ipv4',
      'honeypot.ipv4: write an IPv4 address, such as 192.0.2.1',
    ],
    [
      { honeypot: { ipv4: null, ipv6: '192.0.2.1' } },
      'honeypot.ipv6',
      'honeypot.ipv6: write an IPv6 address, such as 2001:db8::1',
    ],
    [{ scoreWaitMs: 0 }, 'scoreWaitMs', 'scoreWaitMs: Too small: expected number to be >=1'],
    [{ modelAction: 'explode' }, 'modelAction', 'modelAction: Invalid option: expected one of "block"|"observe"|"off"'],
  ])('%j', async (change, field, message) => {
    const settings = await open()
    const result = await settings.change(change as Partial<Settings>, listening)
    expect(result).toEqual({ ok: false, fault: { kind: 'bad-input', field, message } })
    expect([settings.current(), readdirSync(place)]).toEqual([defaultSettings, []])
  })

  it('is not that an upstream has our port on another machine, or another port on ours', async () => {
    const settings = await open()
    expect(
      await settings.change({ upstreams: ['192.0.2.1:5335', '127.0.0.1:5353', '[::1]:5336'] }, listening)
    ).toMatchObject({ ok: true })
  })

  it('is also an own address when the resolver listens on all of them', async () => {
    const settings = await open()
    const result = await settings.change({ upstreams: ['127.0.0.53:53'] }, { host: '0.0.0.0', port: 53 })
    expect(result).toMatchObject({ ok: false, fault: { field: 'upstreams.0' } })
  })
})
