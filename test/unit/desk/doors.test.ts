import { describe, expect, it } from 'vitest'
import { openTo } from '../../../core/desk/doors.ts'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'

const clients = ['192.168.0.0/16', 'fd00::/8']
const settings = (addresses: string[]): Settings => ({ ...defaultSettings, network: { addresses, clients } })

describe('the networks that the screen warns of', () => {
  it.each([null, '127.0.0.1:53', '127.0.0.2:5335', '[::1]:53'])('are none where only %s is open', (address) => {
    expect(openTo(address, settings([]))).toEqual([])
  })

  it.each(['192.0.2.7:53', '0.0.0.0:53', '[2001:db8::7]:53', '[::]:53'])('are all that may ask at %s', (address) => {
    expect(openTo(address, settings([]))).toEqual(clients)
  })

  it.each([null, '127.0.0.1:53'])('are all that may ask at an address of the settings beside %s', (address) => {
    expect(openTo(address, settings(['0.0.0.0']))).toEqual(clients)
  })
})
