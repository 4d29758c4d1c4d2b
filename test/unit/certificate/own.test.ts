import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:tls'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAuthority, makeCertificate } from '../../../core/certificate/make.ts'
import { ownCertificate } from '../../../core/certificate/own.ts'

const NOW = Date.now()
const DAY = 86_400_000
const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'own-certificate-'))
  folders.push(folder)
  return folder
}

async function own(folder: string, { names = [] as string[], now = NOW } = {}) {
  const made = await ownCertificate(folder, names, now)
  if (!made.ok) throw new Error(made.fault.message)
  return made.value
}

describe('a certificate made here', () => {
  it('is for this machine alone, and its keys can be read by nobody else', async () => {
    const folder = newFolder()
    const { facts } = await own(folder)
    expect(facts.names).toEqual(['localhost', '127.0.0.1', '::1'])
    expect(facts.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    for (const file of ['authority-key.pem', 'door-key.pem'])
      expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600)
  })

  it('is trusted by a client that trusts its authority, by name and by address', async () => {
    const { pair, trustFile } = await own(newFolder())
    const server = createServer(pair, (socket) => socket.end())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
    const { port } = server.address() as { port: number }
    const trusted = new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(trustFile) })
      socket.once('secureConnect', () => {
        resolve(socket.authorized)
        socket.destroy()
      })
      socket.once('error', () => resolve(false))
    })
    expect(await trusted).toBe(true)
    expect(new X509Certificate(pair.cert).checkIP('127.0.0.1')).toBe('127.0.0.1')
    server.close()
  })

  it('comes from an authority that can speak for nothing but these names', async () => {
    const folder = newFolder()
    const authority = await makeAuthority(['localhost', '127.0.0.1', '::1'], NOW)
    const stranger = await makeCertificate(authority, ['www.shop-mirror.net'], NOW)
    const rightful = await makeCertificate(authority, ['localhost'], NOW)
    writeFileSync(join(folder, 'ca.pem'), authority.cert)
    const verdict = (pem: string) => {
      const file = join(folder, 'one.pem')
      writeFileSync(file, pem)
      try {
        return execFileSync('openssl', ['verify', '-CAfile', join(folder, 'ca.pem'), file], {
          encoding: 'utf8',
          stdio: 'pipe',
        })
      } catch (error) {
        return (error as { stderr: string }).stderr
      }
    }
    expect(verdict(rightful.cert)).toContain('OK')
    expect(verdict(stranger.cert)).toContain('permitted subtree violation')
  })

  it('stays as it is until 30 days before its end, and then comes from the same authority', async () => {
    const folder = newFolder()
    const first = await own(folder)
    expect((await own(folder, { now: NOW + 366 * DAY })).facts.fingerprint).toBe(first.facts.fingerprint)
    const renewed = await own(folder, { now: NOW + 368 * DAY })
    expect(renewed.facts.fingerprint).not.toBe(first.facts.fingerprint)
    expect(renewed.facts.until).toBeGreaterThan(first.facts.until)
    expect(renewed.pair.cert.split('-----END')[1]).toBe(first.pair.cert.split('-----END')[1])
  })

  it('is made anew, with its authority, for another name', async () => {
    const folder = newFolder()
    await own(folder)
    const trustBefore = readFileSync(join(folder, 'authority.pem'), 'utf8')
    const { facts } = await own(folder, { names: ['dns.home.arpa', '192.0.2.7'] })
    expect(facts.names).toEqual(expect.arrayContaining(['dns.home.arpa', '192.0.2.7', 'localhost']))
    expect(readFileSync(join(folder, 'authority.pem'), 'utf8')).not.toBe(trustBefore)
  })

  it('is made anew when what lies there is torn', async () => {
    const folder = newFolder()
    const first = await own(folder)
    writeFileSync(join(folder, 'door-key.pem'), '-----BEGIN')
    expect((await own(folder)).facts.fingerprint).not.toBe(first.facts.fingerprint)
  })

  it('says in words that it cannot be kept', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    const made = await ownCertificate(join(folder, 'file', 'below'), [], NOW)
    expect(made).toMatchObject({
      ok: false,
      fault: { message: expect.stringContaining('is a file, not a folder') as string },
    })
  })
})
