import { createHash } from 'node:crypto'
import { isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { failed, ok, type Result } from '../../system/result.ts'
import type { SecureAddress } from './address.ts'
import type { Bootstrap } from './bootstrap.ts'
import { ready, type Connector } from './connector.ts'
import { tlsWords } from './fault-words.ts'
import type { LineFault } from './line.ts'

export type SecureParts = {
  bootstrap: Bootstrap
  /** Certification authorities in place of those that Node trusts, as PEM; for tests. */
  authorities?: string[]
}

/** What is spoken inside: 'dot' (RFC 7858, 8.2) is offered, 'h2' is needed. */
type Inside = { protocol: 'dot' | 'h2'; label: string }

/** With several addresses the next one is tried after so long (RFC 8305, 5 says 250 ms; links of a VPN need more). */
const NEXT_ADDRESS_MS = 500

/**
 * TLS to a server that has shown who it is, before one octet of DNS goes there (RFC 8310, strict profile): by a certificate for its name, or by
 * the pinned key. A person who pins a key has said who is trusted, so authorities, name and dates are not asked then. Sessions are resumed
 * (RFC 8446, 2.2), but not in another network, where a ticket would tell that it is us again.
 */
export function secureConnector(to: SecureAddress, inside: Inside, parts: SecureParts): Connector {
  const { protocol, label } = inside
  let session: Buffer | null = null

  async function open(): Promise<Result<TLSSocket, LineFault>> {
    const found = await parts.bootstrap.find(to.name, to.at)
    if (!found.ok) return failed({ kind: 'unreachable', message: `${label}: ${found.fault.message}` })
    const options: ConnectionOptions & Pick<TcpNetConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> =
      {
        host: to.name,
        port: to.port,
        lookup: lookupIn(found.value.addresses),
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        // RFC 6066, 3: an address is no name for SNI.
        ...(isIP(to.name) === 0 ? { servername: to.name } : {}),
        ALPNProtocols: [protocol],
        rejectUnauthorized: to.pins.length === 0,
        ...(parts.authorities === undefined ? {} : { ca: parts.authorities }),
        ...(session === null ? {} : { session }),
      }
    const socket = connect(options)
    socket.setNoDelay(true)
    socket.on('session', (ticket) => (session = ticket))
    return ready(socket, { event: 'secureConnect', label, words: (error) => tlsWords(error, to.name) })
  }

  return {
    label,
    async connect() {
      const opened = await open()
      if (!opened.ok) {
        session = null
        return opened
      }
      const wrong = wrongKey(opened.value, to.pins) ?? wrongProtocol(opened.value, protocol)
      if (wrong === null) return ok(opened.value)
      session = null
      opened.value.destroy()
      return failed({ ...wrong, message: `${label}: ${wrong.message}` })
    },
    renew: () => (session = null),
  }
}

function wrongKey(socket: TLSSocket, pins: readonly string[]): LineFault | null {
  if (pins.length === 0) return null
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
  const pin = key === undefined ? 'none' : createHash('sha256').update(key).digest('base64')
  if (pins.includes(pin)) return null
  return { kind: 'not-trusted', message: `its key is not the pinned one; it has sha256/${pin}` }
}

/** A server that does not know 'dot' says nothing of it and speaks DNS all the same; HTTP/2 has to be agreed on (RFC 9113, 3.2). */
function wrongProtocol(socket: TLSSocket, protocol: 'dot' | 'h2'): LineFault | null {
  if (protocol !== 'h2' || socket.alpnProtocol === 'h2') return null
  return { kind: 'unreachable', message: 'it does not speak HTTP/2' }
}

function lookupIn(addresses: { address: string; family: 4 | 6 }[]): LookupFunction {
  return (_, options, found) => {
    if (options.all === true) found(null, addresses)
    else found(null, addresses[0]!.address, addresses[0]!.family)
  }
}
