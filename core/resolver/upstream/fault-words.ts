import type { LineFault } from './line.ts'

/** What a person reads of a socket's error; `why` follows the upstream's name and a colon. */
export type FaultWords = { kind: LineFault['kind']; why: string }

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'it refused the connection: nothing listens there',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  ETIMEDOUT: 'it timed out',
  EHOSTUNREACH: 'no way leads to it',
  ENETUNREACH: 'no network leads to it',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'this machine has no address to ask it from',
  EACCES: 'the system does not let us ask there',
  EPERM: 'the system does not let us ask there: a firewall?',
}

export function networkWords(error: Error): FaultWords {
  // Several addresses were tried: the last one's reason stands for all.
  const one = error instanceof AggregateError ? (error.errors.at(-1) as Error) : error
  const code = codeOf(one)
  return { kind: 'unreachable', why: NETWORK[code] ?? one.message }
}

const NOT_TRUSTED: Record<string, (name: string) => string> = {
  CERT_HAS_EXPIRED: () => 'its certificate has expired',
  CERT_NOT_YET_VALID: () => 'its certificate is not valid yet; is the clock of this machine right?',
  CERT_REVOKED: () => 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: (name) => `its certificate is not for ${name}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'its certificate is self-signed; a pin (#sha256/...) would let it be trusted',
  SELF_SIGNED_CERT_IN_CHAIN: () => 'its certificate is signed by no one this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT: () => 'its certificate is signed by no one this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => 'its certificate is signed by no one this machine trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => 'its certificate is signed by no one this machine trusts',
  CERT_SIGNATURE_FAILURE: () => 'the signature of its certificate is wrong',
}

/** The same for a TLS connection to a server of this name. */
export function tlsWords(error: Error, name: string): FaultWords {
  const code = codeOf(error)
  const notTrusted = NOT_TRUSTED[code]
  if (notTrusted !== undefined) return { kind: 'not-trusted', why: notTrusted(name) }
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' || code === 'ERR_SSL_NO_APPLICATION_PROTOCOL')
    return { kind: 'unreachable', why: 'it does not speak this protocol' }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO' || code === 'ERR_TLS_CERT_ALTNAME_FORMAT')
    return { kind: 'unreachable', why: `it does not speak TLS as it should (${reasonOf(error)})` }
  return networkWords(error)
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}

function reasonOf(error: Error): string {
  return (error as Error & { reason?: string }).reason ?? codeOf(error)
}
