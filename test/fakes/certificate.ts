import type { CertificatePair } from '../../core/certificate/certificate.ts'
import { LOOPBACK_NAMES, makeAuthority, makeCertificate } from '../../core/certificate/make.ts'

let made: Promise<CertificatePair & { authority: string }> | null = null

/** One for localhost, made once for each test file; `authority` is what a client trusts. */
export function loopbackCertificate(): Promise<CertificatePair & { authority: string }> {
  made ??= make()
  return made
}

async function make(): Promise<CertificatePair & { authority: string }> {
  const authority = await makeAuthority(LOOPBACK_NAMES, Date.now())
  return { ...(await makeCertificate(authority, LOOPBACK_NAMES, Date.now())), authority: authority.cert }
}
