import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP, isIPv4 } from 'node:net'
import { addressBytes } from '../dns/address.ts'
import type { CertificatePair } from './certificate.ts'

const DAY_MS = 86_400_000
/** Ten years: what a client trusts once. */
const AUTHORITY_DAYS = 3650
/** Apple's systems take no longer ones (825 days for private authorities); a year and a bit is usual. */
const CERTIFICATE_DAYS = 397
/** A client's clock may be a little behind ours. */
const EARLIER_MS = 3_600_000

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** What every certificate of ours is for. */
export const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

/** The library wants reflection of types in place before it is loaded. Both are loaded only when a certificate is made. */
async function library() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

/**
 * An authority that a person's clients may trust: its name constraints (RFC 5280, 4.2.1.10) let it speak for these names and for nothing else, so that its
 * key, should it be stolen, is worth little.
 */
export async function makeAuthority(names: readonly string[], now: number): Promise<CertificatePair> {
  const x509 = await library()
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=ML Bridge Workstation ${new Date(now).toISOString().slice(0, 10)}, O=This machine alone`,
    keys,
    signingAlgorithm: P256,
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension('2.5.29.30', true, nameConstraints(names)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) }
}

/** A server's certificate for these names, signed by the authority, which stands behind it. */
export async function makeCertificate(
  authority: CertificatePair,
  names: readonly string[],
  now: number
): Promise<CertificatePair> {
  const x509 = await library()
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8(authority.key), P256, false, ['sign'])
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const end = new X509Certificate(authority.cert).validToDate.getTime()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=ML Bridge Workstation, O=This machine alone',
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: P256,
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(Math.min(now + CERTIFICATE_DAYS * DAY_MS, end)),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }))
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n${authority.cert}`, key: await keyPem(keys.privateKey) }
}

async function keyPem(key: Parameters<typeof crypto.subtle.exportKey>[1]): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()
}

function pkcs8(pem: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }))
}

/** DER of NameConstraints with permitted subtrees: [0] { { [2] name } { [7] address and mask } ... }. The library has no such extension. */
function nameConstraints(names: readonly string[]): Uint8Array<ArrayBuffer> {
  const subtrees = names.map((name) =>
    der(0x30, isIP(name) ? der(0x87, addressRange(name)) : der(0x82, Buffer.from(name)))
  )
  return new Uint8Array(der(0x30, der(0xa0, Buffer.concat(subtrees))))
}

/** All of 127.0.0.0/8 for a loopback address; else the one address. */
function addressRange(address: string): Buffer {
  const octets = addressBytes(address)
  if (isIPv4(address) && octets[0] === 127) return Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])
  return Buffer.concat([octets, Buffer.alloc(octets.length, 255)])
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}
