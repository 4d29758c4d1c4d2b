import { isIP } from 'node:net'
import { parseName } from '../dns/name.ts'
import { isLoopback } from '../resolver/endpoint.ts'
import { parseNetwork } from '../resolver/networks.ts'
import type { SettingsFault } from './checks.ts'
import type { DoorsSettings } from './doors.ts'

/** The first thing about the doors that does not go together; null when all does. */
export function checkDoors(settings: DoorsSettings): SettingsFault | null {
  return (
    checkNetworks('network.clients', settings.network.clients) ??
    checkNetworks('proxies', settings.proxies) ??
    checkAddresses(settings.network) ??
    checkPorts(settings.encryptedDoors) ??
    checkCertificate(settings.certificate)
  )
}

function checkNetworks(field: string, networks: readonly string[]): SettingsFault | null {
  for (const [at, text] of networks.entries()) {
    const network = parseNetwork(text)
    if (!network.ok) return fault(`${field}.${at}`, network.fault.message)
  }
  return null
}

function checkAddresses({ addresses, clients }: DoorsSettings['network']): SettingsFault | null {
  for (const [at, address] of addresses.entries()) {
    if (isLoopback(address))
      return fault(`network.addresses.${at}`, `${address} is open anyway: it is this machine alone`)
    if (addresses.indexOf(address) !== at)
      return fault(`network.addresses.${at}`, `${address} stands in the list twice`)
  }
  if (addresses.length > 0 && clients.length === 0)
    return fault('network.clients', 'say which networks may ask; without one nobody beyond this machine could')
  return null
}

function checkPorts({ tlsPort, httpsPort, plainPort }: DoorsSettings['encryptedDoors']): SettingsFault | null {
  const ports = Object.entries({ tlsPort, httpsPort, plainPort }).filter(([, port]) => port !== null)
  for (const [i, [name, port]] of ports.entries())
    if (ports.slice(0, i).some(([, other]) => other === port))
      return fault(`encryptedDoors.${name}`, `another door has port ${port} already`)
  return null
}

function checkCertificate(certificate: DoorsSettings['certificate']): SettingsFault | null {
  if (certificate.kind !== 'own') return null
  for (const [at, text] of certificate.names.entries()) {
    if (isIP(text) !== 0) continue
    const name = parseName(text)
    if (!name.ok || name.value === '')
      return fault(`certificate.names.${at}`, `"${text}" is neither a name nor an address`)
  }
  return null
}

function fault(field: string, message: string): SettingsFault {
  return { kind: 'bad-input', field, message: `${field}: ${message}` }
}
