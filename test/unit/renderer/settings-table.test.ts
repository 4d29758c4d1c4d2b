import { describe, expect, it } from 'vitest'
import { defaultSettings, settingsSchema, type Settings } from '../../../core/settings/settings.ts'
import { number, oneOf } from '../../../renderer/src/workstation/settings/control.ts'
import { fieldAt, limitsAt } from '../../../renderer/src/workstation/settings/field.ts'
import { keysOf, linesOfRow, standardOf } from '../../../renderer/src/workstation/settings/row.ts'
import { SETTINGS_TABLE } from '../../../renderer/src/workstation/settings/table.tsx'

/** Where a person finds what this table has not. */
const ELSEWHERE: Partial<Record<keyof Settings, string>> = {
  encryptedDoors: 'Encrypted doors',
  certificate: 'Encrypted doors',
  network: 'Encrypted doors',
  proxies: 'Encrypted doors',
  machineDns: 'This machine’s DNS',
  baseRate: 'Training, Thresholds',
  firstRunDone: 'the first run',
}

const rows = SETTINGS_TABLE.flatMap((group) => group.rows)

function sentBy(set: (form: { settings: Settings; change: (key: string, value: unknown) => void }) => void): unknown[] {
  const sent: unknown[] = []
  set({ settings: defaultSettings, change: (key, value) => void sent.push(key, value) })
  return sent
}

describe('the table of settings', () => {
  it('has each setting in one row, but for those that have a place of their own', () => {
    const listed = rows.flatMap(keysOf)
    expect([...listed, ...Object.keys(ELSEWHERE)].toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted())
  })

  it('has each title and each value once', () => {
    const titles = rows.map(({ title }) => title)
    const paths = rows.flatMap(({ controls }) => controls.map(({ at }) => at.path))
    expect(new Set(titles).size).toBe(titles.length)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('says the default that holds', () => {
    expect(Object.fromEntries(rows.map((row) => [row.title, standardOf(row)]))).toMatchObject({
      'What the model may do': 'block',
      'Answer to a blocked name': 'null address',
      'Answer to what the model blocks': 'as every blocked name',
      Honeypot: 'no address',
      'Honeypot’s page': 'off, 127.0.0.1, port 80',
      Upstreams: 'the machine’s own resolver as found at start',
      'Private addresses': 'on, without exceptions',
      'Wait for a score': '50 ms',
      'Fetch lists': '24 hours',
      'How long answers are kept': '90 days, 2,048 MB',
      'Whose DNSSEC checks are believed': 'encrypted and local',
    })
  })

  it('puts two short values side by side, and no others', () => {
    const lines = (title: string) => linesOfRow(rows.find((row) => row.title === title)!).map((line) => line.length)
    expect(lines('Honeypot’s page')).toEqual([1, 2])
    expect(lines('Private addresses')).toEqual([1, 1])
  })
})

describe('a value of the settings', () => {
  it('is sent with the setting that it is part of', () => {
    expect(sentBy((form) => fieldAt('retention.days').set(form, 7))).toEqual([
      'retention',
      { days: 7, megabytes: 2048 },
    ])
    expect(sentBy((form) => fieldAt('scoreWaitMs').set(form, 20))).toEqual(['scoreWaitMs', 20])
  })

  it('is read from there', () => {
    expect(fieldAt('honeypotPage.port').of(defaultSettings)).toBe(80)
    expect(fieldAt('upstreams').of({ ...defaultSettings, upstreams: ['192.0.2.1'] })).toEqual(['192.0.2.1'])
  })

  it('takes its limits from the schema, behind null too', () => {
    expect(limitsAt('retention.megabytes')).toEqual({ min: 16, max: 10_000_000 })
    expect(limitsAt('encryptedDoors.tlsPort')).toEqual({ min: 1, max: 65_535 })
    expect(number('scoreWaitMs', 'Milliseconds')).toMatchObject({ min: 1, max: 1000 })
  })

  it('may be null among its options', () => {
    const control = oneOf('select', 'modelAnswer', [
      { value: null, text: 'As every blocked name' },
      { value: 'refused', text: 'REFUSED' },
    ])
    expect(control.at.of(defaultSettings)).toBeNull()
  })
})
