import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolversOfNetwork } from '../../../core/system/network-resolvers.ts'
import { watchNetwork, type NetworkChange } from '../../../core/system/network-watch.ts'
import { fakeClock } from '../../fakes/clock.ts'

const YEAR = 365 * 86_400_000

function watching() {
  const clock = fakeClock()
  const seen: NetworkChange[] = []
  const network = { now: 'eth0 192.0.2.7' }
  const watch = watchNetwork({ clock, fingerprint: () => network.now, onChange: (change) => seen.push(change) })
  const look = (): NetworkChange[] => {
    clock.pass(2000)
    watch.look()
    return seen.splice(0)
  }
  return { clock, network, look }
}

describe('a watch over the network', () => {
  it('says nothing while nothing changes, and of a clock that NTP moves', () => {
    const { clock, look } = watching()
    expect(look()).toEqual([])
    clock.sleep(-800)
    expect(look()).toEqual([])
  })

  it('says that addresses or resolvers are others, once', () => {
    const { network, look } = watching()
    network.now = 'wlan0 198.51.100.7'
    expect(look()).toEqual([{ network: true, passedMs: 0 }])
    expect(look()).toEqual([])
  })

  it.each([
    ['slept for eight hours', 8 * 3_600_000],
    ['had its clock set on by a year', YEAR],
    ['had its clock set back by a year', -YEAR],
    ['had its clock set back by two hours', -2 * 3_600_000],
  ])('says that the machine %s, and how long that is', (_, ms) => {
    const { clock, look } = watching()
    clock.sleep(ms)
    expect(look()).toEqual([{ network: false, passedMs: ms }])
    expect(look()).toEqual([])
  })

  it('takes a look that comes very late for sleep, where the monotonic clock runs on', () => {
    const { clock, look } = watching()
    clock.pass(60_000)
    expect(look()).toEqual([{ network: true, passedMs: 0 }])
  })
})

describe('the resolvers that a network gave', () => {
  it('are those of the first file that names some', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'resolvers-'))
    const [empty, full] = [join(folder.path, 'empty'), join(folder.path, 'full')]
    await writeFile(empty, 'search lan\n')
    await writeFile(full, '# by DHCP\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\n')
    expect(resolversOfNetwork([join(folder.path, 'absent'), empty, full])).toEqual(['192.0.2.1', 'fe80::1%eth0'])
    expect(resolversOfNetwork([empty])).toEqual([])
  })
})
