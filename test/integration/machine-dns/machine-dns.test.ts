import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const HOUSE = 'search corp.test\nnameserver 127.0.0.2\noptions timeout:1 attempts:1\n'
const OURS = expect.stringMatching(
  /\nnameserver 127\.0\.0\.1\nsearch corp\.test\noptions timeout:1 attempts:1\n$/
) as string
const HOUSE_ANSWER = '192.0.2.10'
const BLOCKED = '::'

const why = whySkipped()
const title = `this machine asks the workstation, in a namespace of its own${why === null ? '' : ` (skipped: ${why})`}`

/** Five starts of the product and a hang; the machine may be busy with all the other tests. */
const WITHIN_MS = 300_000

type Seen = Record<string, Record<string, unknown>>

describe.skipIf(why !== null)(title, () => {
  let seen: Seen

  beforeAll(async () => {
    const inside = [process.execPath, join(import.meta.dirname, 'conversation.ts')]
    const { stdout } = await promisify(execFile)('unshare', ['-n', '-m', '--propagation', 'private', ...inside])
    seen = JSON.parse(stdout) as Seen
  }, WITHIN_MS)

  test('nothing is changed before it is asked for', () => {
    expect(seen['before']).toEqual({ listed: HOUSE_ANSWER, passed: HOUSE_ANSWER })
    expect(seen['unasked']).toBe(HOUSE)
  })

  test('then programs ask here: a listed name is blocked, and who was asked before is the upstream', () => {
    expect(seen['set']).toEqual({ state: 'set', governor: 'resolv.conf', conf: OURS })
    expect(seen['asks here']).toEqual({ listed: BLOCKED, passed: HOUSE_ANSWER, upstreams: ['127.0.0.2:53'] })
  })

  test('which the self-test finds out by the system’s own look-up', () => {
    expect(seen['self-test']).toMatchObject({
      "This machine's own programs ask here": 'passed',
      'A blocked answer says why': 'passed',
      'A repeated question is answered from the cache': 'passed',
      'The log keeps what was answered': 'passed',
    })
  })

  test('after kill -9 the settings are back within 10 s', () => {
    const { seconds, ...rest } = seen['kill -9']!
    console.info(
      `put back ${Number(seconds).toFixed(2)} s after kill -9, ${Number(seen['hung']!['seconds']).toFixed(1)} s after a hang`
    )
    expect(rest).toEqual({ conf: HOUSE, listed: HOUSE_ANSWER })
    expect(seconds).toBeLessThan(10)
  })

  test('the next start takes over again, and its end gives back and leaves no watchdog', () => {
    expect(seen['started again']).toEqual({ state: 'set', listed: BLOCKED })
    expect(seen['ended']).toEqual({ status: 0, conf: HOUSE, watchdogs: [] })
  })

  test('where the watchdog was killed too, restore-dns alone puts them back, with nothing installed', () => {
    expect(seen['both killed']).toEqual({ conf: OURS })
    expect(seen['restore-dns']).toMatchObject({
      status: 0,
      conf: HOUSE,
      said: expect.stringContaining('put back as it was') as string,
    })
    expect(seen['restore-dns again']).toMatchObject({
      status: 0,
      conf: HOUSE,
      said: expect.stringContaining('nothing to put back') as string,
    })
  })

  test('or the next start does, which finds the real upstream and says what it did', () => {
    expect(seen['next start']).toMatchObject({ upstreams: ['127.0.0.2:53'], listed: BLOCKED, passed: HOUSE_ANSWER })
    expect(seen['next start']!['notices']).toContain('An earlier run had ended without putting the DNS settings back.')
  })

  test('a workstation that hangs is noticed within 10 s, and takes over again when it wakes', () => {
    expect(seen['hung']).toMatchObject({ conf: HOUSE })
    expect(seen['hung']!['seconds']).toBeLessThan(10)
    expect(seen['awake again']).toEqual({ listed: BLOCKED })
  })

  test('what a person has changed meanwhile stays as it is, and is named', () => {
    const { status, conf, said } = seen['changed by a person']!
    expect({ status, conf }).toEqual({ status: 0, conf: 'nameserver 127.0.0.2\n# by a person\n' })
    expect(said).toContain('/etc/resolv.conf was left alone: somebody else has changed it')
  })
})

function whySkipped(): string | null {
  if (process.platform !== 'linux') return 'Linux only'
  if (process.getuid?.() !== 0) return 'needs root'
  if (!existsSync(join(ROOT, 'out', 'renderer', 'index.html'))) return 'nothing is built'
  const tried = spawnSync('unshare', ['-n', '-m', 'ip', 'link', 'set', 'lo', 'up'])
  return tried.status === 0 ? null : 'no namespace can be made here'
}
