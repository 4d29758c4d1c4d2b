import { errorCode } from '../system/file-fault.ts'

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it ended the connection',
  UND_ERR_SOCKET: 'it ended the connection',
  EPIPE: 'it ended the connection',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name cannot be resolved now',
  ENETUNREACH: 'there is no way to its network',
  EHOSTUNREACH: 'there is no way to it',
  ETIMEDOUT: 'the connection was not taken up',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not taken up',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-made',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/** Why a connection failed, in words that follow "cannot be reached:". */
export function networkFault(error: unknown): string {
  const code = errorCode(error)
  if (code !== null) return WORDS[code] ?? `the system says ${code}`
  return error instanceof Error ? error.message : String(error)
}
