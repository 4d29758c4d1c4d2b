import * as fs from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../../core/system/machine-dns/files.ts'
import { dnsOf, given, picture, recordedRun, scratchRoot, type Tree } from './scratch.ts'

const LOOPBACK = { host: '127.0.0.1', port: 53 }

const MACHINES: Record<string, Tree> = {
  'a plain file': { 'etc/resolv.conf': { text: 'search corp.lan\nnameserver 192.0.2.1\n', mode: 0o640 } },
  'a link': { 'etc/resolv.conf': { link: '/run/dhcp/resolv.conf' }, 'run/dhcp/resolv.conf': 'nameserver 192.0.2.1\n' },
  'both governors': {
    'etc/resolv.conf': 'nameserver 192.0.2.1\n',
    'etc/nsswitch.conf': 'hosts: files resolve dns\n',
    'run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.1\n',
  },
}

class Crash extends Error {}

/** A disk that works for so many steps, and then the machine is gone: each later call fails too. `busy` refuses to replace a file, as a mount point does. */
function dyingFiles(steps: number, busy = false): { files: Files; used: () => number } {
  let used = 0
  const step = (): void => {
    if (++used > steps) throw new Crash(`died at step ${used}`)
  }
  const wrapped = <T extends object>(real: T): T =>
    new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          if (name !== 'close') step()
          if (busy && name === 'rename' && String(args[1]).endsWith('/etc/resolv.conf'))
            throw Object.assign(new Error('busy'), { code: 'EBUSY' })
          // Half of what was to be written is on the disk when the power goes.
          if (name === 'writeFile' && used === steps && args[0] instanceof Buffer)
            args[0] = args[0].subarray(0, args[0].length >> 1)
          const result: unknown = await Reflect.apply(value, target, args)
          return name === 'open' ? wrapped(result as object) : result
        }
      },
    })
  return { files: wrapped(fs as Files), used: () => used }
}

const run = recordedRun([{ call: 'systemctl try-reload-or-restart' }])

const WAYS = [
  { how: 'replaced', busy: false },
  { how: 'written over, as in a container,', busy: true },
]

/** Some sixty machines each, every one synced to the disk. */
const SLOW = { timeout: 60_000 }

describe.each(Object.entries(MACHINES))('%s', SLOW, (kind, tree) => {
  // A link is no mount point.
  test.each(WAYS.filter(({ busy }) => !busy || kind !== 'a link'))(
    '$how and cut off at any step of setting it is as before after restoring',
    async ({ busy }) => {
      let cut = 0
      for (let steps = 0; ; steps++) {
        await using machine = await scratchRoot(tree)
        const before = await picture(machine.root)
        const dying = dyingFiles(steps, busy)
        const done = await dnsOf(machine, { files: dying.files, run })
          .take(LOOPBACK)
          .then(
            (taken) => Boolean(given(taken)),
            (error: unknown) => {
              if (error instanceof Crash) return false
              throw error
            }
          )
        given(await dnsOf(machine, { run, files: dyingFiles(Infinity, busy).files }).restore())
        expect(await picture(machine.root), `cut off at step ${steps}`).toEqual(before)
        if (done) break
        cut++
      }
      expect(cut).toBeGreaterThan(30)
    }
  )

  test('cut off at any step of restoring is as before after restoring again', async () => {
    for (let steps = 0; ; steps++) {
      await using machine = await scratchRoot(tree)
      const before = await picture(machine.root)
      given(await dnsOf(machine, { run }).take(LOOPBACK))
      const done = await dnsOf(machine, { run, files: dyingFiles(steps).files })
        .restore()
        .then(
          (restored) => Boolean(given(restored)),
          (error: unknown) => {
            if (error instanceof Crash) return false
            throw error
          }
        )
      given(await dnsOf(machine, { run }).restore())
      expect(await picture(machine.root), `cut off at step ${steps}`).toEqual(before)
      if (done) break
    }
  })
})
