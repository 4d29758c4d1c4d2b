import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { CertificateFacts, CertificatePair } from './certificate.ts'

/** How the two parts are called in messages: by their files. */
export type PairNames = { cert: string; key: string }

/** Whether a certificate and a key can be used together now, in words that a person can act on. */
export function checkPair(pair: CertificatePair, names: PairNames, now: number): Result<CertificateFacts, Fault> {
  const certificate = parsedCertificate(pair.cert)
  if (certificate === null) return bad(`${names.cert} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`)
  const key = parsedKey(pair.key)
  if (key === null) {
    const locked = pair.key.includes('ENCRYPTED')
    const why = locked
      ? 'is locked with a password, and nobody is there to type it'
      : 'holds no private key in PEM form'
    return bad(`${names.key} ${why}`)
  }
  if (!certificate.checkPrivateKey(key))
    return bad(`the key in ${names.key} does not belong to the certificate in ${names.cert}`)
  const facts = factsOf(certificate)
  if (facts.until <= now) return bad(`the certificate in ${names.cert} ended on ${day(facts.until)}`)
  if (facts.from > now) return bad(`the certificate in ${names.cert} begins on ${day(facts.from)} only`)
  return ok(facts)
}

function parsedCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function parsedKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    names: namesOf(certificate.subjectAltName ?? ''),
    fingerprint: certificate.fingerprint256,
    from: certificate.validFromDate.getTime(),
    until: certificate.validToDate.getTime(),
  }
}

/** OpenSSL's list: 'DNS:localhost, IP Address:127.0.0.1'; an IPv6 address, written out in it, as people write it (RFC 5952). */
function namesOf(text: string): string[] {
  return text
    .split(', ')
    .map((part) => /^(?:DNS|IP Address):(.+)$/.exec(part)?.[1])
    .filter((name) => name !== undefined)
    .map((name) => (isIPv6(name) ? new URL(`http://[${name}]/`).hostname.slice(1, -1) : name))
}

/** 2027-03-01, in UTC. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function bad(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-certificate', message })
}
