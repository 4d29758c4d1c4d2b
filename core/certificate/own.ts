import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { fileFault } from '../system/file-fault.ts'
import type { CertificateFacts, CertificatePair } from './certificate.ts'
import { LOOPBACK_NAMES, makeAuthority, makeCertificate } from './make.ts'
import { checkPair } from './pair.ts'

/** A certificate is made anew so long before its end. */
const RENEWED_BEFORE_MS = 30 * 86_400_000

export type OwnCertificate = { pair: CertificatePair; facts: CertificateFacts; trustFile: string }

/**
 * The certificate made here, as it lies in the data folder: made when it is not there, does not fit or nears its end. The authority stays for as long as the
 * names do, so that clients which trust it go on trusting; another name makes another one.
 */
export async function ownCertificate(
  folder: string,
  names: readonly string[],
  now: number
): Promise<Result<OwnCertificate, Fault>> {
  const all = [...new Set([...LOOPBACK_NAMES, ...names])]
  const trustFile = join(folder, 'authority.pem')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const ofAuthority: Place = { folder, name: 'authority', names: all }
    const ofDoor: Place = { folder, name: 'door', names: all }
    const authority = (await kept(ofAuthority, now)) ?? (await written(ofAuthority, await makeAuthority(all, now)))
    const known = await kept(ofDoor, now)
    const pair = known?.cert.endsWith(authority.cert)
      ? known
      : await written(ofDoor, await makeCertificate(authority, all, now))
    const facts = checkPair(pair, { cert: join(folder, 'door.pem'), key: join(folder, 'door-key.pem') }, now)
    return facts.ok ? ok({ pair, facts: facts.value, trustFile }) : facts
  } catch (error) {
    return failed({ kind: 'unavailable', message: `no certificate can be made in ${folder}: ${fileFault(error)}` })
  }
}

/** Three files of the folder: the pair, and the names that it was made for. */
type Place = { folder: string; name: 'authority' | 'door'; names: readonly string[] }

/** A pair that is there, whole, for these names, and good for a while; null else. */
async function kept({ folder, name, names }: Place, now: number): Promise<CertificatePair | null> {
  try {
    const [cert, key, forNames] = await Promise.all(
      [`${name}.pem`, `${name}-key.pem`, `${name}-names.txt`].map((file) => readFile(join(folder, file), 'utf8'))
    )
    const pair = { cert: cert!, key: key! }
    const facts = checkPair(pair, { cert: `${name}.pem`, key: `${name}-key.pem` }, now)
    const good = facts.ok && facts.value.until - now > RENEWED_BEFORE_MS && forNames === names.join('\n')
    return good ? pair : null
  } catch {
    return null
  }
}

/** The key first: a certificate without its key would be taken for whole. */
async function written({ folder, name, names }: Place, pair: CertificatePair): Promise<CertificatePair> {
  await writeFileAtomic(join(folder, `${name}-key.pem`), pair.key, { mode: 0o600 })
  await writeFileAtomic(join(folder, `${name}-names.txt`), names.join('\n'), { mode: 0o600 })
  await writeFileAtomic(join(folder, `${name}.pem`), pair.cert, { mode: 0o644 })
  return pair
}
