import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNetworkManager } from '../../../core/system/split-dns/network-manager.ts'
import { findRoutes } from '../../../core/system/split-dns/find-routes.ts'
import { readNrpt } from '../../../core/system/split-dns/nrpt.ts'
import { readResolved } from '../../../core/system/split-dns/resolved.ts'
import { readScutil } from '../../../core/system/split-dns/scutil.ts'

const recorded = (file: string) => readFileSync(join(import.meta.dirname, '../../fixtures/split-dns', file), 'utf8')

describe('the split DNS of a machine', () => {
  it('is read from systemd-resolved and NetworkManager together, each domain once', async () => {
    const run = async ([program]: readonly string[]) => recorded(`${program!}.txt`)
    expect(await findRoutes(run, 'linux')).toEqual([
      { domain: '10.in-addr.arpa', servers: ['10.8.0.1', 'fd00::1'], link: 'link 3' },
      { domain: 'corp.example', servers: ['10.8.0.1', 'fd00::1', '10.8.0.2', 'fd00:8::1'], link: 'link 3' },
      { domain: 'home.example', servers: ['192.168.1.1'], link: 'link 2' },
      { domain: 'lab.example', servers: ['10.8.0.1', '10.8.0.2', 'fd00:8::1'], link: 'tun0' },
    ])
  })

  it('is read from scutil on macOS: multicast DNS and what is listed again by interface are none', async () => {
    expect(await findRoutes(async () => recorded('scutil.txt'), 'darwin')).toEqual([
      { domain: 'corp.example', servers: ['10.8.0.1', '10.8.0.2'], link: 'utun4' },
    ])
  })

  it('is read from the policy table of Windows: the root and rules without servers are none', async () => {
    expect(await findRoutes(async () => recorded('nrpt.json'), 'win32')).toEqual([
      { domain: 'corp.example', servers: ['10.8.0.1', '10.8.0.2'], link: 'policy' },
      { domain: 'host.lab.example', servers: ['10.9.0.1'], link: 'policy' },
      { domain: 'lab.example', servers: ['10.9.0.1'], link: 'policy' },
    ])
  })

  it('is nothing where the programs are missing, or on another system', async () => {
    expect(await findRoutes(async () => null, 'linux')).toEqual([])
    expect(await findRoutes(async () => recorded('busctl.txt'), 'freebsd')).toEqual([])
  })

  it('never throws, whatever a program says', () => {
    for (const read of [readResolved, readNetworkManager, readScutil, readNrpt])
      fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(read(text))))
    fc.assert(
      fc.property(fc.json(), (text) => Array.isArray(readNrpt(text)) && Array.isArray(readResolved(`${text}\n${text}`)))
    )
  })
})
