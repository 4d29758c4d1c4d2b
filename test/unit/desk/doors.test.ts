import { describe, expect, it } from 'vitest'
import { openTo } from '../../../core/desk/doors.ts'
import type { DoorState } from '../../../core/resolver/doors/config.ts'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'

const network = { addresses: ['192.0.2.7'], clients: ['192.168.0.0/16', 'fd00::/8'] }
const settings: Settings = { ...defaultSettings, network }
const door = (kind: DoorState['kind'], ...open: string[]): DoorState => ({ kind, wanted: true, open, notes: [] })

describe('the networks that the screen warns of', () => {
  it.each([null, '127.0.0.1:53', '127.0.0.2:5335', '[::1]:53'])('are none where only %s is open', (address) => {
    const loopback = door('tls', '127.0.0.1:8853', '[::1]:8853')
    expect(openTo(address, [door('dns'), loopback], settings)).toEqual([])
  })

  it.each(['192.0.2.7:53', '0.0.0.0:53', '[2001:db8::7]:53', '[::]:53'])('are all that may ask at %s', (address) => {
    expect(openTo(address, [], settings)).toEqual(network.clients)
  })

  it.each<DoorState['kind']>(['dns', 'tls', 'https'])('are all that may ask where a door is open: %s', (kind) => {
    expect(openTo('127.0.0.1:53', [door(kind, '192.0.2.7:53')], settings)).toEqual(network.clients)
  })
})
