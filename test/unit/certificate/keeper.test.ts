import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CertificatePair } from '../../../core/certificate/certificate.ts'
import { createCertificateKeeper, type CertificateKeeper } from '../../../core/certificate/keeper.ts'
import { makeAuthority, makeCertificate } from '../../../core/certificate/make.ts'
import { systemClock, type Clock } from '../../../core/system/clock.ts'

let pairs: CertificatePair[]
beforeAll(async () => {
  const authority = await makeAuthority(['dns.home.arpa'], Date.now())
  pairs = await Promise.all([0, 1].map(() => makeCertificate(authority, ['dns.home.arpa'], Date.now())))
})

const folder = mkdtempSync(join(tmpdir(), 'certificate-keeper-'))
const files = { kind: 'files', certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') } as const
const open: CertificateKeeper[] = []
afterEach(async () => {
  for (const keeper of open.splice(0)) await keeper[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function put(pair: Partial<CertificatePair>): void {
  mkdirSync(folder, { recursive: true })
  // As certbot and its kind do it: another file takes the old one's place.
  for (const [name, text] of Object.entries(pair)) {
    writeFileSync(join(folder, 'new'), text, { mode: 0o600 })
    renameSync(join(folder, 'new'), join(folder, `${name}.pem`))
  }
}

function keeper(clock: Clock = systemClock) {
  const changes: string[] = []
  const made = createCertificateKeeper({
    folder: join(folder, 'own'),
    clock,
    onChange: () => changes.push(made.state.fault ?? 'good'),
    lookEveryMs: 20,
  })
  open.push(made)
  return made
}

describe('the keeper of the certificate', () => {
  it('has none while no door needs one', async () => {
    const one = keeper()
    await one.use(null)
    expect([one.pair, one.state.facts]).toEqual([null, null])
  })

  it('makes one for loopback', async () => {
    const one = keeper()
    await one.use({ kind: 'own', names: [] })
    expect(one.state).toMatchObject({ fault: null, trustFile: join(folder, 'own', 'authority.pem') })
    expect(one.state.facts?.names).toContain('localhost')
  })

  it('reads files, and reads them again when others take their place', async () => {
    put({ cert: pairs[0]!.cert, key: pairs[0]!.key })
    const one = keeper()
    await one.use(files)
    expect(one.state).toMatchObject({ fault: null, trustFile: null, facts: { names: ['dns.home.arpa'] } })
    const before = one.state.facts!.fingerprint
    put({ cert: pairs[1]!.cert, key: pairs[1]!.key })
    await expect.poll(() => one.state.facts?.fingerprint).not.toBe(before)
    expect(one.pair).toEqual(pairs[1])
  })

  it.skipIf(process.platform === 'win32')('warns of a key that everyone may read, and uses it', async () => {
    put({ cert: pairs[0]!.cert, key: pairs[0]!.key })
    chmodSync(files.key, 0o644)
    const one = keeper()
    await one.use(files)
    expect(one.state.fault).toBe(
      `every user of this machine may read the key in ${files.key}: take that right away (chmod o-r)`
    )
    expect(one.pair).toEqual(pairs[0])
    chmodSync(files.key, 0o600)
    await expect.poll(() => one.state.fault).toBeNull()
  })

  it('keeps the good pair while the files do not fit, and says what is wrong', async () => {
    put({ cert: pairs[0]!.cert, key: pairs[0]!.key })
    const one = keeper()
    await one.use(files)
    put({ key: pairs[1]!.key })
    await expect.poll(() => one.state.fault).toMatch(/key.pem does not belong to the certificate in .*cert.pem/)
    expect(one.pair).toEqual(pairs[0])
    put({ key: 'nothing' })
    await expect.poll(() => one.state.fault).toMatch(/key.pem holds no private key in PEM form/)
    put({ cert: 'nothing', key: pairs[0]!.key })
    await expect.poll(() => one.state.fault).toMatch(/cert.pem holds no certificate in PEM form/)
    rmSync(files.certificate)
    await expect.poll(() => one.state.fault).toMatch(/cert.pem cannot be read: it does not exist/)
    put({ cert: pairs[0]!.cert })
    await expect.poll(() => one.state.fault).toBeNull()
  })

  it.each([
    [398, /ended on \d{4}-\d{2}-\d{2}/, null],
    [-2, /begins on \d{4}-\d{2}-\d{2} only/, null],
    [390, /ends on \d{4}-\d{2}-\d{2}, and nobody has renewed it yet/, 'used'],
  ])('says on day %i of a given certificate what is the matter with its time', async (days, words, used) => {
    put({ cert: pairs[0]!.cert, key: pairs[0]!.key })
    const one = keeper({ now: () => Date.now() + days * 86_400_000, elapsed: () => performance.now() })
    await one.use(files)
    expect(one.state.fault).toMatch(words)
    expect(one.pair === null).toBe(used === null)
  })

  it('says that a key is locked', async () => {
    put({
      cert: pairs[0]!.cert,
      key: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
    })
    const one = keeper()
    await one.use(files)
    expect(one.state.fault).toMatch(/locked with a password/)
  })
})
